# Sourced by script/services: a private PostgreSQL with PostGIS.
PG_BIN="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)"
PG_DIR="$(service_dir postgres)"
PG_OPTIONS="-c unix_socket_directories= -c listen_addresses=127.0.0.1 -c shared_buffers=512MB -c max_connections=120"
PG_OPTIONS="$PG_OPTIONS -c maintenance_work_mem=256MB -c work_mem=16MB -c random_page_cost=1.1 -c max_wal_size=2GB ${ESCALE_PG_OPTIONS:-}"

postgres_port() { cat "$PG_DIR/port" 2>/dev/null || true; }
postgres_url() { printf 'postgresql://escale@127.0.0.1:%s/escale' "$(postgres_port)"; }
# Another checkout may have taken our port while we were stopped: the server says whose it is.
postgres_up() {
  [ -n "$(postgres_port)" ] && [ "$(PGCONNECT_TIMEOUT=3 "$PG_BIN/psql" -h 127.0.0.1 -p "$(postgres_port)" -U escale -d postgres -Atqc \
    'SHOW data_directory' 2>/dev/null)" = "$PG_DIR/data" ]
}

postgres_pid() { head -1 "$PG_DIR/data/postmaster.pid" 2>/dev/null || true; }
postgres_alive() { [ "$(cat "/proc/$(postgres_pid)/comm" 2>/dev/null)" = postgres ]; }

postgres_start() {
  postgres_up && return
  wait_for_answer postgres PostgreSQL && return
  [ -n "$PG_BIN" ] || fail "PostgreSQL is not installed: run script/setup"
  if [ ! -s "$PG_DIR/data/PG_VERSION" ]; then
    rm -rf "$PG_DIR/data"
    is_root && chown postgres "$PG_DIR"
    as_user postgres "$PG_BIN/initdb" -D "$PG_DIR/data" -U escale -A trust -E UTF8 --locale=C.UTF-8 >"$VAR/initdb.log" 2>&1 ||
      { cat "$VAR/initdb.log" >&2; fail "PostgreSQL could not make its data folder"; }
  fi
  free_port "$(postgres_port)" 54330 >"$PG_DIR/port.new"
  mv "$PG_DIR/port.new" "$PG_DIR/port"
  as_user postgres "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/data/server.log" -w -t 60 \
    -o "-p $(postgres_port) $PG_OPTIONS" start >/dev/null || { tail -20 "$PG_DIR/data/server.log" >&2; fail "PostgreSQL did not start"; }
  as_user postgres "$PG_BIN/psql" -h 127.0.0.1 -p "$(postgres_port)" -U escale -d postgres -Atqc \
    "SELECT 1 FROM pg_database WHERE datname = 'escale'" | grep -q 1 ||
    as_user postgres "$PG_BIN/createdb" -h 127.0.0.1 -p "$(postgres_port)" -U escale escale
}

postgres_stop() {
  [ -s "$PG_DIR/data/postmaster.pid" ] || return 0
  as_user postgres "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m fast -w -t 60 stop >/dev/null 2>&1 || true
}

postgres_status() {
  if postgres_up; then say "postgresql     up    $(postgres_url)  pid $(head -1 "$PG_DIR/data/postmaster.pid")"; else say "postgresql     down"; fi
}
