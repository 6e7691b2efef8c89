from gevent import monkey

monkey.patch_all()

import os

# Pages do not wait for a silent database; imports and jobs, which are not started from here, do.
os.environ.setdefault("DATABASE_DEADLINE_S", "4")

worker_class = "gevent"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_connections = 12_000
backlog = 4_096
preload_app = False
graceful_timeout = 15
timeout = 60
keepalive = 5
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True
http_parser = "auto"  # the fast one has no wheel: it would ask every machine for a C compiler
