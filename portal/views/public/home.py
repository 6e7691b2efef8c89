"""The home page, and the root that sends each reader to their language."""

from flask import Blueprint, Response, make_response, redirect, url_for

from portal import clock
from portal.auth.guards import public
from portal.cache import generations, http
from portal.cache.http import KeptPage
from portal.cache.recall import Key
from portal.cache.tiers import LIST
from portal.db import db
from portal.services.resources.home import find_home
from portal.web.htmx import render
from portal.web.i18n import current_language, preferred_language

root = Blueprint("root", __name__)
home = Blueprint("home", __name__, url_prefix="/<language:lang>")


@root.get("/")
@public
def choose_language() -> Response:
    """Send the reader to the home page in the browser's language."""
    response = make_response(redirect(url_for("home.index", lang=preferred_language()), 302))
    response.headers["Vary"] = "Accept-Language"
    return response


@home.get("/")
@public
def index() -> Response:
    """Show where to begin: search, categories, what is on this week, a few good places."""
    lang, today = current_language(), clock.today()

    def compute() -> KeptPage:
        with db.session() as session:
            return http.build_page(render("home/index.html", home=find_home(session, lang=lang, today=today)))

    key = Key(LIST, LIST.key("html", "home", lang, today), (generations.ZONES, generations.LISTS))
    return http.answer(http.recall_page(key, compute))
