"""This file is the home page, and the root that sends each reader to their language."""

from datetime import date

from flask import Blueprint, Response, make_response, redirect, url_for

from portal.auth.guards import public
from portal.cache.lists import cached_list
from portal.db import db
from portal.htmx import render
from portal.i18n import current_language, preferred_language
from portal.services.home import Home, find_home

root = Blueprint("root", __name__)
home = Blueprint("home", __name__, url_prefix="/<lang>")


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
    lang, today = current_language(), date.today()

    def compute() -> Home:
        with db.session() as session:
            return find_home(session, lang=lang, today=today)

    return render("home/index.html", home=cached_list(f"home:{lang}:{today}", Home, compute))
