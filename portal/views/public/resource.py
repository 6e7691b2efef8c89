"""The page of one resource."""

from datetime import date

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from portal import clock
from portal.auth.guards import public
from portal.cache import generations, http
from portal.cache.http import KeptPage
from portal.cache.recall import Key
from portal.cache.tiers import NEARBY, RESOURCE
from portal.db import db
from portal.errors import NotFound
from portal.services.cards import list_cards
from portal.services.resources.nearby import list_departments_around, list_nearby
from portal.services.resources.page import get_details
from portal.services.tours.near import list_tours_near
from portal.web.htmx import render
from portal.web.i18n import current_language, set_page_arguments

resource = Blueprint("resource", __name__, url_prefix="/<language:lang>")

NEARBY_SLOT = b"<!-- slot: nearby -->"


@resource.get("/r/<int(max=9223372036854775807):resource_id>-<slug>")
@resource.get("/r/<int(max=9223372036854775807):resource_id>", defaults={"slug": ""})
@public
def show(resource_id: int, slug: str) -> Response:
    """Show everything we know of one resource; an old or odd address leads to the right one."""
    lang, today = current_language(), clock.today()
    names = (generations.ZONES, generations.of_resource(resource_id))
    key = Key(RESOURCE, RESOURCE.key("html", resource_id, lang, today), names)
    page = http.recall_page(key, lambda: _render(resource_id, lang, today))
    if slug != page.slug:
        moved = make_response(redirect(url_for("resource.show", resource_id=resource_id, slug=page.slug), 301))
        moved.headers["Cache-Control"] = http.PUBLIC  # a name may change back: browsers must not remember this for good
        return moved
    around = Key(NEARBY, NEARBY.key("html", resource_id, lang, today), (generations.ZONES, *page.around))
    nearby = http.recall_page(around, lambda: _render_nearby(resource_id, lang, today))
    return http.answer(page, then=nearby, slot=NEARBY_SLOT)


@resource.get("/r/<int(max=9223372036854775807):resource_id>/card")
@public
def card(resource_id: int) -> Response:
    """Show the card of one resource alone, as a point of a map opens it."""
    lang, today = current_language(), clock.today()
    names = (generations.ZONES, generations.of_resource(resource_id))
    key = Key(RESOURCE, RESOURCE.key("html-card", resource_id, lang, today), names)
    return http.answer(http.recall_page(key, lambda: _render_card(resource_id, lang, today)))


def _render_card(resource_id: int, lang: str, today: date) -> KeptPage:
    with db.session() as session:
        cards = list_cards(session, [resource_id], lang=lang, today=today)
    if not cards:
        raise NotFound("there is no such place, or it is no longer published")
    return http.build_page(make_response(render_template("resource/_card.html", item=cards[0])))


def _render(resource_id: int, lang: str, today: date) -> KeptPage:
    with db.session() as session:
        details = get_details(session, resource_id, lang=lang, today=today)
        around = [f"department:{code}" for code in list_departments_around(session, resource_id, today=today)]
    set_page_arguments({"slug": details.slug})
    return http.build_page(render("resource/show.html", details=details, today=today), slug=details.slug, around=around)


def _render_nearby(resource_id: int, lang: str, today: date) -> KeptPage:
    """Render what is near; it changes with its neighbours, and is therefore kept apart from the page."""
    with db.session() as session:
        nearby = list_nearby(session, resource_id, lang=lang, today=today)
        tours = list_tours_near(session, resource_id, lang=lang, today=today)
    return http.build_page(make_response(render_template("resource/_nearby.html", nearby=nearby, tours=tours)))
