"""The unbound Flask extensions; create_app binds them."""

from flask_babel import Babel
from flask_caching import Cache
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sock import Sock
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

babel = Babel()
cache = Cache()
csrf = CSRFProtect()
htmx = Htmx()
limiter = Limiter(
    key_func=get_remote_address,
    headers_enabled=True,
    swallow_errors=True,
    in_memory_fallback_enabled=True,
)
login = LoginManager()
sock = Sock()


class SteadyTalisman(Talisman):  # type: ignore[misc]
    """Talisman that writes its policies once: ours have no nonces and never change."""

    def __init__(self) -> None:
        """Start without policies."""
        self._written: dict[str, str] = {}
        super().__init__()

    def _parse_policy(self, policy: object) -> str:
        name = repr(policy)
        if name not in self._written:
            self._written[name] = super()._parse_policy(policy)
        return self._written[name]


talisman = SteadyTalisman()
