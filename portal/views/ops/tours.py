"""This file lets editors give tours their lines, and tells them what the files had."""

from flask import Blueprint, Response
from flask_babel import gettext

from portal.auth.guards import requires
from portal.db import db
from portal.errors import InvalidInput, NotFound
from portal.forms.tour_forms import LineForm
from portal.htmx import render
from portal.importers.gpx.mapping import GpxFile, Mapped, map_gpx
from portal.importers.titles import TITLES
from portal.services import tours
from portal.services.tours import Attached

ops_tours = Blueprint("ops_tours", __name__, url_prefix="/<lang>/ops/tours")


@ops_tours.get("")
@requires("tours.write")
def index() -> Response:
    """Show the form."""
    return _page(LineForm())


@ops_tours.post("")
@requires("tours.write")
def store() -> Response:
    """Store the line, and say what was found and which facts were filled in."""
    form = LineForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    mapped = map_gpx([GpxFile(file.filename or "", file.read()) for file in form.files.data])
    if mapped.track is None:
        return _page(form, status=422, mapped=mapped, refused=gettext("Nothing was stored: a file cannot be used."))
    try:
        with db.transaction() as session:
            attached = tours.attach(session, tours.get_tour(session, form.tour.data), mapped.track)
    except NotFound:
        return _page(form, status=422, mapped=mapped, refused=gettext("There is no tour of this number or name."))
    except InvalidInput as error:
        return _page(form, status=422, mapped=mapped, refused=str(error))
    return _page(form, mapped=mapped, attached=attached)


def _page(
    form: LineForm, *, status: int = 200, mapped: Mapped | None = None, attached: Attached | None = None,
    refused: str = "",
) -> Response:  # fmt: skip
    findings = [
        (gettext(TITLES[found.code]), found, gettext(found.message)) for found in (mapped.findings if mapped else ())
    ]
    return render("ops/tours.html", status=status, form=form, findings=findings, attached=attached, refused=refused)
