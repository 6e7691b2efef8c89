"""Suggest while somebody types, and note which result was opened; both only help, and fail without a word."""

from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request

from portal import clock
from portal.auth.guards import public
from portal.cache import generations, http
from portal.cache.http import KeptPage
from portal.cache.recall import Key
from portal.cache.tiers import SEARCH
from portal.db import db
from portal.extensions import csrf
from portal.forms.search_form import read_criteria
from portal.services.searching import cached_results
from portal.services.searching.suggestions import suggest
from portal.services.usage import query_log
from portal.vocabulary.words import fold_words
from portal.web.i18n import current_language
from search.ask.suggest import MAX_TEXT
from search.criteria import MAX_WINDOW

NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 - local time; hours play no part here
suggesting = Blueprint("suggesting", __name__, url_prefix="/<language:lang>")


@suggesting.get("/suggest")
@public
def index() -> Response:
    """Return the suggestions for `q` as the list that drops down below the field."""
    criteria, lang = read_criteria(request.args, lang=current_language(), now=NEVER), current_language()
    asked = criteria.text[:MAX_TEXT]
    if criteria.near:
        return http.answer(_render(asked, lang, near=criteria.near))
    # Moved on once the index of suggestions shows the change: a moment earlier, the old list would be kept as the new one.
    names = (generations.ZONES, generations.SEARCH, cached_results.ALL)
    key = Key(SEARCH, SEARCH.key("suggest", lang, clock.today(), fold_words(asked).replace(" ", "_")), names)
    return http.answer(http.recall_page(key, lambda: _render(asked, lang)))


@suggesting.post("/search/chosen")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def chosen() -> Response:
    """Count that a result was opened; the browser sends it on its way out and waits for nothing."""
    criteria = read_criteria(request.args, lang=current_language(), now=NEVER)
    rank = request.args.get("rank", "")
    if rank.isascii() and rank.isdigit() and 0 < int(rank[:6]) <= MAX_WINDOW:
        query_log.count_choice(criteria, rank=int(rank[:6]))
    return make_response("", 204)


def _render(asked: str, lang: str, near: tuple[float, float] | None = None) -> KeptPage:
    with db.session() as session:
        groups = suggest(session, asked, lang=lang, near=near)
    html = render_template("search/_suggestions.html", groups=groups, asked=asked)
    return http.build_page(make_response(html), is_shared=near is None)
