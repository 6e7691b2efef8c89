"""Signing in, signing out, and the account's own page."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext
from flask_login import current_user

from portal.auth import devices
from portal.auth import sign_in as session_of
from portal.auth.guards import public, requires
from portal.auth.sign_in import current_session
from portal.db import db
from portal.extensions import limiter
from portal.forms.account_forms import SignInForm
from portal.offloading import beside_the_loop
from portal.services.accounts import accounts, sessions, tries
from portal.services.accounts.sessions import ABSOLUTE, hash_of
from portal.web.htmx import redirect, render
from portal.web.security import mark_personal

account = Blueprint("account", __name__, url_prefix="/<language:lang>")

TRIES = "10 per minute"
WITHIN_MIN = round(tries.WITHIN.total_seconds() / 60)
FORMS = "60 per minute"
"""Each form shown to nobody in particular is a session of an hour."""
HINT = "escale_hint"
"""Tells the script of public pages, which are the same for all, to link to the account; opens nothing."""


@account.get("/sign-in")
@public
@limiter.limit(FORMS)
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
    if not form.validate_on_submit():
        return render("account/sign_in.html", status=422, form=form, refused="")
    email, password = form.email.data, form.password.data
    subject = tries.subject_of(email, devices.read(email))
    with db.transaction() as session:
        may_try = tries.begin(session, subject)
        expected = accounts.password_hash_of(session, email)
    if not may_try:
        return render("account/sign_in.html", status=429, form=form, refused=_too_often())
    if beside_the_loop(accounts.is_right, expected, password):
        with db.transaction() as session:
            found = accounts.signed_in(session, email=email, password=password)
            if found:
                tries.forget(session, subject)
                session_of.start(found)
                return devices.mark(_hinted(redirect(_safe(form.next.data))), email)
    refused = gettext("E-mail address and password do not fit together.")
    return render("account/sign_in.html", status=422, form=form, refused=refused)


def _too_often() -> str:
    words: str = gettext(
        "Too many wrong passwords for this address. Try again in %(minutes)s minutes, or in a browser in which you were signed in before.",
        minutes=WITHIN_MIN,
    )
    return words


@account.post("/sign-out")
@public
def sign_out() -> Response:
    """Sign out and go home."""
    mark_personal()
    session_of.end()
    return _hinted(redirect(url_for("home.index")), is_in=False)


@account.get("/account")
@requires("account.read")
def show() -> Response:
    """Show who is signed in."""
    with db.session() as session:
        found = sessions.list_of(session, current_user.id)
    return render("account/show.html", person=current_user, sessions=found, here=hash_of(current_session().token))


@account.post("/account/sessions/<int(max=9223372036854775807):session_id>/revoke")
@requires("account.read")
def revoke_session(session_id: int) -> Response:
    """End one of the person's own sessions, on whatever machine it is."""
    with db.transaction() as session:
        sessions.revoke(session, current_user.id, session_id=session_id)
    return redirect(url_for("account.show"))


@account.post("/account/sessions/revoke-others")
@requires("account.read")
def revoke_others() -> Response:
    """End all of the person's sessions but this one."""
    with db.transaction() as session:
        here = sessions.find(session, current_session().token)
        sessions.revoke(session, current_user.id, but=here.id if here else None)
    return redirect(url_for("account.show"))


def _hinted(response: Response, *, is_in: bool = True) -> Response:
    """Let public pages know whether somebody is signed in here."""
    if is_in:
        response.set_cookie(
            HINT, "in", max_age=ABSOLUTE, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
        )
    else:
        response.delete_cookie(HINT, samesite="Lax")
    return response


def _safe(target: str | None) -> str:
    """Return where to go after signing in: only a path of this site."""
    if not target or not target.isprintable():  # a line break in an address is an error where it is sent
        return url_for("account.show")
    parts = urlsplit(target)
    is_own = (
        not parts.scheme and not parts.netloc and parts.path.startswith("/") and not target.startswith(("//", "/\\"))
    )
    return target if is_own else url_for("account.show")
