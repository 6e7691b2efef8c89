"""The page of one zone: a region, a département, a commune, a park, a territory of one's own."""

from datetime import date

from flask import Blueprint, Response, make_response, redirect, url_for

from portal import clock
from portal.auth.guards import public
from portal.cache import generations, http
from portal.cache.http import KeptPage
from portal.cache.recall import Key
from portal.cache.tiers import LIST
from portal.db import db
from portal.errors import NotFound
from portal.services.zones.links import code_of
from portal.services.zones.page import get_zone_page
from portal.web.htmx import render
from portal.web.i18n import current_language, set_page_arguments

zone = Blueprint("zone", __name__, url_prefix="/<language:lang>")

TOLD_OF = ("commune", "department")
"""A change of a resource moves on the generation of its commune and département; of what else it lies in, only that of all lists."""


@zone.get("/z/<any(region, department, commune, park, custom):kind>/<address>")
@public
def show(kind: str, address: str) -> Response:
    """Show what a zone holds; an old or odd address leads to the right one."""
    code = code_of(address)
    if not code:
        raise NotFound("there is no such zone")
    lang, today = current_language(), clock.today()
    touched_by = f"{kind}:{code}" if kind in TOLD_OF else generations.LISTS
    key = Key(LIST, LIST.key("html", "zone", kind, code, lang, today), (generations.ZONES, touched_by))
    page = http.recall_page(key, lambda: _render(kind, code, lang, today))
    if address != page.slug:
        moved = make_response(redirect(url_for("zone.show", kind=kind, address=page.slug), 301))
        moved.headers["Cache-Control"] = http.PUBLIC
        return moved
    return http.answer(page)


def _render(kind: str, code: str, lang: str, today: date) -> KeptPage:
    with db.session() as session:
        page = get_zone_page(session, kind, code, lang=lang, today=today)
    set_page_arguments({"address": page.zone.address})
    return http.build_page(render("zone/show.html", page=page), slug=page.zone.address)
