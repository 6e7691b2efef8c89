"""Give the line of a tour away: its profile for the map, and files for receivers and programs."""

import orjson
from flask import Blueprint, Response, current_app, request, url_for

from portal.auth.guards import public
from portal.cache import generations, http
from portal.cache.http import KeptPage
from portal.cache.recall import Key
from portal.cache.tiers import RESOURCE
from portal.db import db
from portal.errors import NotFound
from portal.services.tours import files as tour_files
from portal.services.tours.lines import get_line
from portal.services.tours.profile import sample
from portal.web.i18n import current_language

tour = Blueprint("tour", __name__, url_prefix="/<language:lang>")


@tour.get("/r/<int(max=9223372036854775807):resource_id>.<any(gpx, kml, geojson):form>")
@public
def download(resource_id: int, form: str) -> Response:
    """Send the line as a file; GeoJSON in Lambert-93 for ?crs=2154."""
    lang = current_language()
    srid = tour_files.projection(request.args.get("crs", ""), form=form)
    key = Key(RESOURCE, RESOURCE.key(form, resource_id, lang, srid), (generations.of_resource(resource_id),))
    return http.answer(http.recall_page(key, lambda: _build_file(resource_id, lang, form, srid)))


@tour.get("/r/<int(max=9223372036854775807):resource_id>/profile.json")
@public
def profile(resource_id: int) -> Response:
    """Send the profile as [[metres from the start, metres high, longitude, latitude], …], for a map to follow it."""
    lang = current_language()
    key = Key(RESOURCE, RESOURCE.key("profile", resource_id), (generations.of_resource(resource_id),))
    return http.answer(http.recall_page(key, lambda: _build_profile(resource_id, lang)))


def _build_file(resource_id: int, lang: str, form: str, srid: int) -> KeptPage:
    with db.session() as session:
        line = get_line(session, resource_id, lang=lang, srid=srid)
    site = current_app.extensions[
        "escale"
    ].public_url  # without it no address: a relative one leads nowhere from a receiver
    url = site and site + url_for("resource.show", resource_id=resource_id, slug=line.slug)
    data = tour_files.build(line, form=form, url=url)
    return http.build_file(data, media_type=tour_files.MEDIA_TYPES[form], name=f"{line.slug}.{form}")


def _build_profile(resource_id: int, lang: str) -> KeptPage:
    with db.session() as session:
        line = get_line(session, resource_id, lang=lang)
    if not line.has_heights:
        raise NotFound("the line of this tour has no heights")
    return http.build_file(orjson.dumps(sample(line)), media_type="application/json")
