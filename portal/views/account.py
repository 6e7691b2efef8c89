"""This file is signing in, signing out, and the account's own page."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user

from portal.auth import sign_in as session_of
from portal.auth.guards import public, requires
from portal.db import db
from portal.extensions import limiter
from portal.forms.account_forms import SignInForm
from portal.htmx import render
from portal.security import mark_personal
from portal.services import accounts

account = Blueprint("account", __name__, url_prefix="/<lang>")

TRIES = "10 per minute"


@account.get("/sign-in")
@public
def sign_in() -> Response:
    """Show the sign-in form."""
    mark_personal()
    form = SignInForm(next=request.args.get("next", ""))
    return render("account/sign_in.html", form=form, refused="")


@account.post("/sign-in")
@public
@limiter.limit(TRIES)
def check_sign_in() -> Response:
    """Sign in, or say that address and password do not fit."""
    mark_personal()
    form = SignInForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            found = accounts.authenticate(session, email=form.email.data, password=form.password.data)
            if found:
                session_of.start(found)
                return make_response(redirect(_safe(form.next.data), 303))
        refused = gettext("E-mail address and password do not fit together.")
        return render("account/sign_in.html", status=422, form=form, refused=refused)
    return render("account/sign_in.html", status=422, form=form, refused="")


@account.post("/sign-out")
@public
def sign_out() -> Response:
    """Sign out and go home."""
    mark_personal()
    session_of.end()
    return make_response(redirect(url_for("home.index"), 303))


@account.get("/account")
@requires("account.read")
def show() -> Response:
    """Show who is signed in."""
    return render("account/show.html", person=current_user)


def _safe(target: str | None) -> str:
    """Return where to go after signing in: only a path of this site."""
    parts = urlsplit(target or "")
    is_own = (
        not parts.scheme
        and not parts.netloc
        and parts.path.startswith("/")
        and not parts.path.startswith(("//", "/\\"))
    )
    return target if target and is_own else url_for("account.show")
