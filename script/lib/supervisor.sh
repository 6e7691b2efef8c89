# Sourced by script/server: the processes of the Procfile under supervisord, which starts again what dies, however it does.

# Write supervisord's settings; what is started knows its environment from this shell.
write_supervisor_conf() {
  local name command
  cat <<CONF
[supervisord]
nodaemon=true
silent=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=$VAR/supervisord.pid
$(is_root && printf 'user=root')
CONF
  program services "script/services watch"
  while IFS=: read -r name command; do program "$name" "$ROOT/script/run sh -c 'exec ${command# }'"; done <"${PROCFILE:-Procfile}"
}

# A process that ends is started again a second later, for ever; it is told to stop before it is made to.
program() {
  cat <<CONF

[program:$1]
command=$ROOT/script/named $1 ${2//%/%%}
directory=$ROOT
autorestart=true
startsecs=0
startretries=1000000000
stopwaitsecs=20
stopasgroup=false
killasgroup=true
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
redirect_stderr=true
CONF
}
