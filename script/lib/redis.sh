# Sourced by script/services: two private Redis. The cache may forget and does so first with what ends first, so that a value goes before
# the token that makes it invalid; what stands in the queue is kept on disk and never thrown away. docs/architecture.md says what is where.
CACHE_MEMORY=512mb

redis_dir() { service_dir "redis-$1"; }
redis_port() { cat "$(redis_dir "$1")/port" 2>/dev/null || true; }
redis_url() { printf 'redis://127.0.0.1:%s/0' "$(redis_port "$1")"; }
# Another checkout may have taken our port while we were stopped: the server says whose it is.
redis_up() {
  local port
  port="$(redis_port "$1")"
  [ -n "$port" ] && [ "$(redis-cli -p "$port" config get dir 2>/dev/null | tail -1)" = "$(redis_dir "$1")" ]
}

redis_alive() { grep -qs redis-server "/proc/$(cat "$(redis_dir "$1")/redis.pid" 2>/dev/null)/comm"; }

redis_start() {
  local name="$1" dir
  redis_up "$name" && return
  if redis_alive "$name"; then
    for _ in $(seq 10); do sleep 1; redis_up "$name" && return; redis_alive "$name" || break; done
    redis_alive "$name" && fail "Redis ($name) is alive and does not answer on port $(redis_port "$name"): wait, or end it"
  fi
  command -v redis-server >/dev/null || fail "Redis is not installed: run script/setup"
  dir="$(redis_dir "$name")"
  free_port "$(redis_port "$name")" >"$dir/port.new"
  mv "$dir/port.new" "$dir/port"
  case "$name" in
    cache) set -- --save '' --appendonly no --maxmemory "$CACHE_MEMORY" --maxmemory-policy volatile-ttl ;;
    queue) set -- --save '' --appendonly "${ESCALE_REDIS_APPENDONLY:-yes}" --appendfsync everysec --maxmemory-policy noeviction ;;
  esac
  redis-server --daemonize yes --bind 127.0.0.1 --port "$(redis_port "$name")" --dir "$dir" \
    --logfile "$dir/redis.log" --pidfile "$dir/redis.pid" "$@" >/dev/null
  for _ in $(seq 50); do redis_up "$name" && return; sleep 0.1; done
  tail -20 "$dir/redis.log" >&2
  fail "Redis ($name) did not start"
}

redis_stop() { if redis_up "$1"; then redis-cli -p "$(redis_port "$1")" shutdown >/dev/null 2>&1 || true; fi; }

redis_status() {
  if redis_up "$1"; then
    say "redis $1    up    $(redis_url "$1")  pid $(cat "$(redis_dir "$1")/redis.pid")"
  else
    say "redis $1    down"
  fi
}
