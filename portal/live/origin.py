"""Say which pages may open a socket: only our own."""

from urllib.parse import urlsplit

from portal.config import Config


def is_own_origin(origin: str, host: str, config: Config) -> bool:
    """Say whether a page of `origin` is ours: same host, or same name when sockets have a port of their own (LIVE_URL)."""
    own = urlsplit(f"//{host}")
    foreign = urlsplit(origin)
    if not foreign.hostname:
        return False
    if config.live_url:
        return foreign.hostname == own.hostname
    return foreign.netloc.lower() == host.lower()
