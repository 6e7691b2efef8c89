"""Let editors give tours their lines, and tell them what the files had."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext, ngettext
from werkzeug.exceptions import RequestEntityTooLarge

from portal.auth.guards import requires
from portal.auth.sign_in import current_session
from portal.db import db
from portal.errors import InvalidInput, NotFound
from portal.forms.tour_forms import LineForm
from portal.importers.gpx.mapping import GpxFile, Mapped, map_gpx
from portal.importers.titles import TITLES
from portal.offloading import beside_the_loop
from portal.presenters.formats import distance
from portal.services.accounts.sessions import hash_of
from portal.services.tours import confirm as tour_confirm
from portal.services.tours import pending_files, plausibility
from portal.services.tours.attach import NotATour, SeveralTours
from portal.services.tours.confirm import Outcome
from portal.services.tours.pending_files import LineUpload
from portal.web.htmx import render

READ_BYTES = 20 * 1024 * 1024
"""So much of what is too large is read all the same, for the rest of the form to be shown again."""

ops_tours = Blueprint("ops_tours", __name__, url_prefix="/<language:lang>/ops/tours")


@ops_tours.get("")
@requires("tours.write")
def index() -> Response:
    """Show the form."""
    return _page(LineForm())


@ops_tours.post("")
@requires("tours.write")
def store() -> Response:
    """Store the line, or ask first; say what was found and which facts were filled in."""
    form = LineForm()
    kept = _find_kept(form)
    form.is_kept = kept is not None
    if not form.validate_on_submit():
        return _page(form, status=422)
    files = kept.files if kept else tuple(GpxFile(file.filename or "", file.read()) for file in form.files.data)
    mapped = beside_the_loop(map_gpx, files)
    if mapped.track is None:
        return _page(form, status=422, mapped=mapped, refused=gettext("Nothing was stored: a file cannot be used."))
    try:
        with db.transaction() as session:
            outcome = tour_confirm.store(
                session, form.tour.data, mapped.track, opened=form.opened_at(), consent=form.consent.data or ""
            )
    except (NotFound, InvalidInput) as error:
        return _page(form, status=422, mapped=mapped, refused=_reason(error))
    if outcome.is_stored:
        pending_files.forget(_owner())
        return _page(form, mapped=mapped, outcome=outcome)
    upload = LineUpload(form.tour.data, outcome.consent, files)
    waiting = files if pending_files.keep(_owner(), upload) else ()
    return _page(form, status=422, mapped=mapped, outcome=outcome, waiting=waiting)


@ops_tours.errorhandler(RequestEntityTooLarge)
@requires("tours.write")
def show_too_large(error: RequestEntityTooLarge) -> Response:
    """Show the form again, with what was typed when no more than READ_BYTES came, and say what was too large."""
    sent, most = request.content_length or 0, current_app.config["MAX_CONTENT_LENGTH"]
    if sent <= most:  # not the files then, but a field
        refused = gettext("What was sent is larger than is read here. Send less, or a smaller file.")
        return _page(LineForm(formdata=None), status=RequestEntityTooLarge.code, refused=refused)
    form = _form_read_again() if sent <= READ_BYTES else LineForm(formdata=None)
    number = len(form.files.data or [""])
    form.files.errors = [ngettext("The file is larger than 2 MB.", "Together the files are larger than 2 MB.", number)]
    return _page(form, status=RequestEntityTooLarge.code)


def _find_kept(form: LineForm) -> LineUpload | None:
    """Return the files this session was asked about, when none come along: a browser forgets what was chosen."""
    if form.has_files() or not form.consent.data:
        return None
    return pending_files.find(_owner(), tour=form.tour.data or "", consent=form.consent.data)


def _owner() -> str:
    token = current_session().token
    return hash_of(token).hex() if token else ""


def _form_read_again() -> LineForm:
    request.max_content_length = READ_BYTES
    try:
        return LineForm()
    except RequestEntityTooLarge:
        return LineForm(formdata=None)


def _reason(error: NotFound | InvalidInput) -> str:
    if isinstance(error, NotATour):
        return str(gettext("“%(name)s” is no tour: only tours have a line.", name=error.name))
    if isinstance(error, SeveralTours):
        return str(gettext("Several tours have this name. Take one of the numbers %(ids)s.", ids=error.ids))
    return str(gettext("There is no tour of this number or name."))


def _page(
    form: LineForm,
    *,
    status: int = 200,
    mapped: Mapped | None = None,
    outcome: Outcome | None = None,
    refused: str = "",
    waiting: Sequence[GpxFile] = (),
) -> Response:
    """Show the form; waiting: the files that are kept for a confirmation."""
    if form.opened_at() is None or (outcome and outcome.is_stored):
        with db.session() as session:
            form.opened.data = str(plausibility.now(session))
    findings = _findings(mapped, outcome)
    return render(
        "ops/tours.html",
        status=status,
        form=form,
        findings=findings,
        outcome=outcome,
        refused=refused,
        track=mapped.track if mapped else None,
        waiting=[file.name for file in waiting],
        minutes=pending_files.TTL_MINUTES,
        consent=_due_consent(form, outcome),
    )


def _due_consent(form: LineForm, outcome: Outcome | None) -> str:
    """Return what confirms the line that was asked about, also when its files must be chosen again; "" when nothing is asked."""
    if outcome:
        return "" if outcome.is_stored else outcome.consent
    return (form.consent.data or "") if form.files.errors else ""


def _findings(mapped: Mapped | None, outcome: Outcome | None) -> list[tuple[str, str, str, str]]:
    """Return the lines of the table: file, kind of finding, reason, value."""
    found = [
        (finding.source_id, gettext(TITLES[finding.code]), gettext(finding.message), finding.value)
        for finding in (mapped.findings if mapped else ())
    ]
    for doubt in outcome.attached.doubts if outcome else ():
        metres = {name: distance(value) for name, value in doubt.metres.items()}
        found.append(("", gettext(TITLES[doubt.code]), gettext(doubt.message, **metres), ""))
    return found
