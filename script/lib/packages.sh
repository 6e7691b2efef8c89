# Sourced by script/setup: Debian packages, the virtual environment, browser libraries; only what is missing.
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

# Fill .venv from a requirements file; a stamp with the file's hash makes the second time free.
install_python() {
  local file="$1" stamp
  stamp="$VENV/.installed-$(cat requirements.txt "$file" | sha256sum | cut -c1-16)"
  [ -e "$stamp" ] && return
  if [ ! -x "$VENV/bin/python" ]; then
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"
    python3 -m venv "$VENV" 2>/dev/null || {
      install_packages python3-venv
      python3 -m venv "$VENV"
    }
  fi
  say "Installing Python packages of $file"
  "$VENV/bin/pip" install -q --disable-pip-version-check -r "$file"
  touch "$stamp"
}

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
