"""This file is the page of one resource."""

from datetime import date

from flask import Blueprint, Response, make_response, redirect, url_for

from portal.auth.guards import public
from portal.db import db
from portal.htmx import render
from portal.i18n import current_language
from portal.services.resource_page import get_details, list_nearby

resource = Blueprint("resource", __name__, url_prefix="/<lang>")


@resource.get("/r/<int(max=9223372036854775807):resource_id>-<slug>")
@resource.get("/r/<int(max=9223372036854775807):resource_id>", defaults={"slug": ""})
@public
def show(resource_id: int, slug: str) -> Response:
    """Show everything we know of one resource; an old or odd address leads to the right one."""
    lang, today = current_language(), date.today()
    with db.session() as session:
        details = get_details(session, resource_id, lang=lang, today=today)
        if slug != details.slug:
            return make_response(redirect(url_for("resource.show", resource_id=resource_id, slug=details.slug), 301))
        nearby = list_nearby(session, resource_id, lang=lang, today=today)
    return render("resource/show.html", details=details, nearby=nearby, today=today)
