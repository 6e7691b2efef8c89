"""The search page; htmx swaps its results and filters."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl

from flask import Blueprint, Response, after_this_request, current_app, request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.auth import permissions
from portal.auth.guards import public
from portal.cache import http
from portal.cache.http import KeptPage
from portal.cache.recall import Key
from portal.db import db
from portal.forms.search_form import RADII_M, is_area_lost, read_criteria, to_arguments
from portal.presenters.search.addresses import build_views
from portal.presenters.search.labels import tour_choices
from portal.presenters.search.links import build_chips, build_help, build_pager, search_url
from portal.presenters.search.reasons import build_reasons
from portal.services.maps.tiles import get_latest
from portal.services.searching.results_page import criteria_key, find_page
from portal.services.usage import query_log
from portal.web.htmx import push_url, render, requested_fragment
from portal.web.i18n import current_language, set_page_arguments
from portal.web.security import mark_personal
from search.criteria import Criteria

search = Blueprint("search", __name__, url_prefix="/<language:lang>")

FRAGMENTS = frozenset({"results"})
MAY_EXPLAIN = "search.explain"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, and where the answer is kept."""

    criteria: Criteria
    key: Key
    is_explained: bool
    is_area_lost: bool


@search.get("/search")
@public
def index() -> Response:
    """Show one page of results with facets, or only the results when htmx asks for them."""
    now = clock.now()
    asked = _read(request.query_string, current_language(), requested_fragment() or "", now)
    if asked.is_explained and _may_explain():
        mark_personal()
        return http.answer(_render(asked, now, is_explained=True))
    page = http.recall_page(asked.key, lambda: _render(asked, now))
    query_log.count(asked.criteria, total=page.total)
    return push_url(http.answer(page), page.slug)


@lru_cache(maxsize=2_000)
def _read(query: bytes, lang: str, target: str, now: datetime) -> Asked:
    """Read a query, once a minute however many ask the same."""
    args = MultiDict(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True, errors="replace"))
    criteria = read_criteria(args, lang=lang, now=now)
    shape, is_lost = target if target in FRAGMENTS else "page", is_area_lost(args, criteria)
    key = criteria_key(criteria, now.date(), "html", f"{shape}-lost" if is_lost else shape)
    return Asked(criteria, key, is_explained=args.get("explain") == "1", is_area_lost=is_lost)


def _may_explain() -> bool:
    """Say whether the terms of each hit are shown in numbers: to editors and operators; others get the page as it is kept."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return False
    return bool(current_user.is_authenticated) and permissions.may(current_user.role, MAY_EXPLAIN)


def _tell_time(took_ms: int) -> None:
    """Say how long the searches of this very request took; who gets the page kept is not told."""

    @after_this_request
    def tell(response: Response) -> Response:
        response.headers["Server-Timing"] = f"search;dur={took_ms}"
        return response


def _render(asked: Asked, now: datetime, *, is_explained: bool = False) -> KeptPage:
    criteria = asked.criteria
    set_page_arguments(to_arguments(criteria))
    with db.session() as session:
        page = find_page(session, criteria, now=now)
        reach = get_latest(session).reach if criteria.view == "map" else []
    _tell_time(page.took_ms)
    response = render(
        "search/index.html",
        fragments=FRAGMENTS,
        criteria=page.criteria,
        page=page,
        chips=build_chips(page.criteria, page),
        help=build_help(page.criteria, page),
        reasons=build_reasons(page),
        pager=build_pager(criteria, page),
        views=build_views(page.criteria, reach),
        tour_choices=tour_choices(page.criteria),
        radii_m=RADII_M,
        today=now.date(),
        is_explained=is_explained,
        is_area_lost=asked.is_area_lost or len(page.criteria.zones) < len(criteria.zones),
    )
    return http.build_page(response, slug=search_url(criteria), is_shared=page.is_kept, total=page.total)
