"""Tell a map where the results of a search are: the same query as the search page, and the frame of the map."""

from flask import Blueprint, Response, jsonify, request

from portal import clock
from portal.auth.guards import public
from portal.db import db
from portal.forms.map_form import read_frame
from portal.forms.search_form import read_criteria
from portal.services.maps.search_points import find_features
from portal.web.i18n import current_language

maps = Blueprint("maps", __name__, url_prefix="/<language:lang>")

FRESH = "public, max-age=2"
"""As long as the list beside it; the two must not disagree."""


@maps.get("/search/map")
@public
def points() -> Response:
    """Answer with GeoJSON: points, or clusters where there are many."""
    now = clock.now()
    criteria = read_criteria(request.args, lang=current_language(), now=now)
    with db.session() as session:
        answer = jsonify(find_features(session, criteria, read_frame(request.args), now=now))
    answer.mimetype = "application/geo+json"
    answer.headers["Cache-Control"] = FRESH
    return answer
