"""Every setting, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from portal.errors import ConfigurationError

LANGUAGES = ("fr", "en", "de", "es", "it", "nl")


@dataclass(frozen=True, slots=True)
class Config:
    """Hold the settings of one process.

    redis_url: cache (may be evicted); queue_redis_url: queues (must persist); both None = not configured.
    elasticsearch_url: None = basic search only. live_url: where browsers open WebSockets, "" = same host.
    public_url: "https://…" that search engines shall know the portal by, "" = addresses without a host; never taken from a request,
    whose Host anybody can make up.
    map_style_url: a MapLibre style to draw maps on, "" = the built-in one, which asks no third party for anything.
    secret_key: signs cookies, no default. page_memory_ms: how long a process shows a page again without asking Redis.
    live_ping_s: seconds between two pings of a socket: fewer than proxies wait for a word, 60 to 75 mostly.
    database_deadline_s: seconds a page waits for a silent PostgreSQL, 0 = as long as it takes.
    """

    secret_key: str
    database_url: str
    redis_url: str | None = None
    queue_redis_url: str | None = None
    elasticsearch_url: str | None = None
    index_prefix: str = "escale"
    live_url: str = ""
    public_url: str = ""
    map_style_url: str = ""
    is_https: bool = False
    proxies: int = 0
    testing: bool = False
    page_memory_ms: int = 100
    database_pool: int = 8
    database_deadline_s: int = 0
    log_format: str = "text"
    live_ping_s: int = 25

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read the settings; raise ConfigurationError that names the missing or wrong variable."""
        return cls(
            secret_key=_required(environ, "SECRET_KEY"),
            database_url=_required(environ, "DATABASE_URL"),
            redis_url=environ.get("REDIS_URL") or None,
            queue_redis_url=environ.get("QUEUE_REDIS_URL") or None,
            elasticsearch_url=environ.get("ELASTICSEARCH_URL") or None,
            index_prefix=environ.get("INDEX_PREFIX", "escale"),
            live_url=environ.get("LIVE_URL", ""),
            public_url=_site(environ, "PUBLIC_URL"),
            map_style_url=_site(environ, "MAP_STYLE_URL"),
            is_https=environ.get("ESCALE_HTTPS", "") == "1",
            proxies=_whole_number(environ, "ESCALE_PROXIES", 0),
            page_memory_ms=_whole_number(environ, "PAGE_MEMORY_MS", 100),
            database_pool=_whole_number(environ, "DATABASE_POOL", 8),
            database_deadline_s=_whole_number(environ, "DATABASE_DEADLINE_S", 0),
            log_format=environ.get("LOG_FORMAT", "text"),
            live_ping_s=_whole_number(environ, "LIVE_PING_S", 25),
        )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise ConfigurationError(f"{name} is not set; script/run and script/server set it, see README.md")
    return value


def _site(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").rstrip("/")
    if value and not value.startswith(("https://", "http://")):
        raise ConfigurationError(f"{name} must begin with https://, not {value!r}")
    return value


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "")
    if not value:
        return default
    if not value.isdigit():
        raise ConfigurationError(f"{name} must be a whole number, not {value!r}")
    return int(value)
