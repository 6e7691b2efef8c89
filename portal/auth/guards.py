"""Guard views: every route is public on purpose, or says what one must be allowed to do."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Response, abort
from flask_login import current_user

from portal.auth import permissions
from portal.extensions import login
from portal.web.security import mark_personal

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[P, T]


def public(view: Callable[P, T]) -> Callable[P, T]:
    """Mark a view as open to everybody on purpose."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def requires(action: str) -> Callable[[Callable[P, T]], Callable[P, T | Response]]:
    """Let only people through who may do `action`: others sign in first, or get 403."""

    def guard(view: Callable[P, T]) -> Callable[P, T | Response]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Response:
            mark_personal()
            if not current_user.is_authenticated:
                answer: Response = login.unauthorized()
                return answer
            if not permissions.may(current_user.role, action):
                abort(403)
            return view(*args, **kwargs)

        guarded.guard = action  # type: ignore[attr-defined]
        return guarded

    return guard
