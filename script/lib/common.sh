# Sourced by every script: where the checkout is, how to speak, how to become root or not.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
VAR="${ESCALE_VAR:-$ROOT/var}"
VENV="$ROOT/.venv"
cd "$ROOT"

say() { printf '%s\n' "$*" >&2; }
fail() { say "escale: $*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# Run a command as root: directly, or with sudo.
as_root() {
  if is_root; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    fail "this needs root once, to run: $*"
  fi
}

# Run a server that refuses root as another user; DIR is where it may write.
as_user() {
  local user="$1"; shift
  if is_root; then setpriv --reuid="$user" --regid="$user" --init-groups env HOME=/nonexistent "$@"; else "$@"; fi
}

free_port() {
  python3 - "$@" <<'PY'
import socket, sys
wanted = [int(port) for port in sys.argv[1:] if port] + [0]
for port in wanted:
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(s.getsockname()[1])
        break
PY
}

# Wait for a service that is alive and does not answer (frozen, starting, shutting down): starting it once more on another port would leave
# everybody behind who knows this one. Returns when it answers, 1 when it has ended meanwhile; fails when it does neither in time.
# Usage: wait_for_answer NAME TITLE [INSTANCE]; NAME_up and NAME_alive say how it is.
wait_for_answer() {
  local name="$1" title="$2" until=$((SECONDS + ${ESCALE_PATIENCE_S:-60}))
  shift 2
  while "${name}_alive" "$@"; do
    "${name}_up" "$@" && return
    [ "$SECONDS" -lt "$until" ] || fail "$title (pid $("${name}_pid" "$@")) is alive and does not answer on port $("${name}_port" "$@"): wait, or end it"
    sleep 1
  done
  return 1
}

# Print a secret of this checkout that its owner alone may read; COMMAND makes it at its first use. Usage: kept_secret FILE COMMAND…
kept_secret() {
  local file="$VAR/$1"
  shift
  [ -s "$file" ] || (umask 077 && "$@" >"$file")
  [ ! -O "$file" ] || chmod 600 "$file"
  cat "$file"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Servers that refuse root need folders another user can reach. A checkout below a closed folder (/root, a private
# temporary folder) cannot give them: then they lie in /var/lib/escale, one folder per checkout.
service_dir() {
  local name="$1" dir="$VAR/services/$1"
  if is_root && ! reachable "$ROOT"; then
    dir="/var/lib/escale/$(printf %s "$VAR" | sha256sum | cut -c1-12)/$name"
    mkdir -p "$dir"
    chmod 755 /var/lib/escale "$(dirname "$dir")"
  fi
  mkdir -p "$dir"
  printf %s "$dir"
}

# Say whether every folder down to this one may be entered by everybody.
reachable() {
  local path="$1"
  while [ "$path" != / ]; do
    [ "$(( 0$(stat -c %a "$path") & 1 ))" = 1 ] || return 1
    path="$(dirname "$path")"
  done
}
