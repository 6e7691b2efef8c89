"""This file is the search page; htmx swaps its results and filters."""

from datetime import date

from flask import Blueprint, Response, request

from portal.auth.guards import public
from portal.db import db
from portal.forms.search_form import RADII_M, read_criteria
from portal.htmx import push_url, render
from portal.i18n import current_language
from portal.search_links import build_chips, build_pager, search_url
from portal.services.catalog import find_page

search = Blueprint("search", __name__, url_prefix="/<lang>")


@search.get("/search")
@public
def index() -> Response:
    """Show one page of results with facets, or only the results when htmx asks for them."""
    criteria = read_criteria(request.args, lang=current_language())
    with db.session() as session:
        page = find_page(session, criteria, today=date.today())
    response = render(
        "search/index.html",
        fragments={"results"},
        criteria=criteria,
        page=page,
        chips=build_chips(criteria, page),
        pager=build_pager(criteria, page),
        radii_m=RADII_M,
        today=date.today(),
    )
    return push_url(response, search_url(criteria))
