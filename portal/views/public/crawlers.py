"""Answer what browsers and crawlers ask every site for, whatever is on it."""

from flask import Blueprint, Response, current_app, make_response, send_from_directory

from portal.auth.guards import public

crawlers = Blueprint("crawlers", __name__)

ONE_DAY = "public, max-age=86400"
ROBOTS = """User-agent: *
Allow: /
Disallow: /*/search/map
Disallow: /*/suggest
Disallow: /*/r/*/card
Disallow: /*/r/*/profile.json
Disallow: /*/account
Disallow: /*/sign-in
Disallow: /*/ops/
Disallow: /tiles/
Disallow: /live/
Disallow: /health/
"""
"""Fragments, numbers for scripts and rooms for staff are no pages; there is no site map so far."""


@crawlers.get("/robots.txt")
@public
def robots() -> Response:
    """Say what is worth reading."""
    answer = make_response(ROBOTS)
    answer.mimetype = "text/plain"
    answer.headers["Cache-Control"] = ONE_DAY
    return answer


@crawlers.get("/favicon.ico")
@public
def favicon() -> Response:
    """Give the sign of the site to who does not read what the page says about it."""
    answer = send_from_directory(f"{current_app.static_folder}/img", "favicon.ico", mimetype="image/x-icon")
    answer.headers["Cache-Control"] = ONE_DAY
    return answer
