from gevent import monkey

monkey.patch_all()

import gc
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
# No header of a client tells us scheme, path or prefix: ProxyFix believes as many proxies as ESCALE_PROXIES says, and nobody else.
forwarded_allow_ips = "127.0.0.1"
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
control_socket_disable = True
limit_request_line = 8190  # the most there is: what is longer than we read is answered by a page, not by gunicorn
http_parser = "auto"  # the fast one has no wheel: it would ask every machine for a C compiler

SELDOM = (50_000, 20, 50)
"""Objects made, and looks at the young and the middle-aged, before the collector of cycles looks: a page makes tens of thousands."""


def post_worker_init(worker: object) -> None:
    """Leave what every page needs out of the collector's looks, and let it look more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
