# Sourced by script/services: a private Redis; database 0 is the cache, database 1 the queues.
REDIS_DIR="$(service_dir redis)"

redis_port() { cat "$REDIS_DIR/port" 2>/dev/null || true; }
redis_url() { printf 'redis://127.0.0.1:%s/%s' "$(redis_port)" "$1"; }
redis_up() { [ -n "$(redis_port)" ] && [ "$(redis-cli -p "$(redis_port)" config get dir 2>/dev/null | tail -1)" = "$REDIS_DIR" ]; }

redis_start() {
  redis_up && return
  command -v redis-server >/dev/null || fail "Redis is not installed: run script/setup"
  free_port "$(redis_port)" 63790 >"$REDIS_DIR/port.new"
  mv "$REDIS_DIR/port.new" "$REDIS_DIR/port"
  redis-server --daemonize yes --bind 127.0.0.1 --port "$(redis_port)" --dir "$REDIS_DIR" --save '' \
    --maxmemory 512mb --maxmemory-policy volatile-ttl --appendonly "${ESCALE_REDIS_APPENDONLY:-yes}" --logfile "$REDIS_DIR/redis.log" --pidfile "$REDIS_DIR/redis.pid" >/dev/null
  for _ in $(seq 50); do redis_up && return; sleep 0.1; done
  tail -20 "$REDIS_DIR/redis.log" >&2
  fail "Redis did not start"
}

redis_stop() { if redis_up; then redis-cli -p "$(redis_port)" shutdown nosave >/dev/null 2>&1 || true; fi; }

redis_status() {
  if redis_up; then say "redis          up    $(redis_url 0)  pid $(cat "$REDIS_DIR/redis.pid")"; else say "redis          down"; fi
}
