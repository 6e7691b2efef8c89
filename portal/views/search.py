"""This file is the search page; htmx swaps its results and filters."""

from datetime import date

from flask import Blueprint, Response, request

from portal.auth.guards import public
from portal.cache import http
from portal.cache.http import KeptPage
from portal.db import db
from portal.forms.search_form import RADII_M, read_criteria, to_arguments
from portal.htmx import push_url, render, requested_fragment
from portal.i18n import current_language, set_page_arguments
from portal.search_links import build_chips, build_pager, search_url
from portal.services.catalog import criteria_key, find_page
from search.criteria import Criteria

search = Blueprint("search", __name__, url_prefix="/<lang>")

FRAGMENTS = frozenset({"results"})


@search.get("/search")
@public
def index() -> Response:
    """Show one page of results with facets, or only the results when htmx asks for them."""
    criteria, today = read_criteria(request.args, lang=current_language()), date.today()
    shape = requested_fragment()
    key = criteria_key(criteria, today, "html", shape if shape in FRAGMENTS else "page")
    return http.answer(http.recall_page(key, lambda: _render(criteria, today)))


def _render(criteria: Criteria, today: date) -> KeptPage:
    set_page_arguments(to_arguments(criteria))
    with db.session() as session:
        page = find_page(session, criteria, today=today)
    response = render(
        "search/index.html",
        fragments=FRAGMENTS,
        criteria=criteria,
        page=page,
        chips=build_chips(criteria, page),
        pager=build_pager(criteria, page),
        radii_m=RADII_M,
        today=today,
    )
    return http.build_page(push_url(response, search_url(criteria)), is_shared=not page.is_basic)
