# Sourced by script/setup and script/lock: Debian packages, the virtual environment, browser libraries; only what is missing.
PACKAGES=(postgresql-15 postgresql-15-postgis-3 postgresql-15-postgis-3-scripts redis-server)
TEST_PACKAGES=(chromium fonts-liberation nginx-light shellcheck)

install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say "Installing Debian packages: ${missing[*]}"
  # Debian's postgresql-common would start a server of its own: ours are private.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    as_root mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$VAR/apt.log" 2>&1 || {
    tail -20 "$VAR/apt.log" >&2
    fail "apt could not install ${missing[*]}"
  }
}

make_venv() {
  [ ! -x "$VENV/bin/pip" ] || return 0
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"
  python3 -m venv "$VENV" 2>/dev/null || {
    install_packages python3-venv
    python3 -m venv "$VENV"
  }
}

# Fill .venv from a lock file. The stamp says which was installed last; the lock for tests holds all of the other too.
install_python() {
  local lock="$1" stamp="$VENV/.installed"
  case "$(cat "$stamp" 2>/dev/null)" in "$(hash_of "$lock")" | "$(hash_of requirements-dev.lock)") return ;; esac
  make_venv
  say "Installing Python packages of $lock"
  rm -f "$stamp"
  "$VENV/bin/pip" install -q --disable-pip-version-check --require-hashes -r "$lock"
  hash_of "$lock" >"$stamp"
}

hash_of() { sha256sum <"$1" | cut -c1-16; }

install_assets() {
  local stamp
  stamp="$ROOT/portal/static/vendor/.built-$(assets_hash)"
  [ -e "$stamp" ] && return
  script/assets
  rm -f portal/static/vendor/.built-*
  touch "$stamp"
}

assets_hash() {
  find package-lock.json script/assets script/lib portal/static portal/translations -type f \
    -not -path '*/vendor/*' -not -name manifest.json -not -name '*.mo' -not -name '*.br' -not -name '*.gz' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}
