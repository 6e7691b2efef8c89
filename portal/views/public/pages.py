"""The pages of plain words: about, legal notes and sources, accessibility."""

from flask import Blueprint, Response

from portal.auth.guards import public
from portal.cache import http
from portal.web.htmx import render

pages = Blueprint("pages", __name__, url_prefix="/<language:lang>")


@pages.get("/about")
@public
def about() -> Response:
    """Say what this portal is."""
    return http.answer(http.build_page(render("pages/about.html")))


@pages.get("/legal")
@public
def legal() -> Response:
    """Name the sources of the content and their licences."""
    return http.answer(http.build_page(render("pages/legal.html")))


@pages.get("/accessibility")
@public
def accessibility() -> Response:
    """Say how usable the portal is for everybody, and what is not yet."""
    return http.answer(http.build_page(render("pages/accessibility.html")))
