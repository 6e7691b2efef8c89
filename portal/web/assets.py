"""Give fingerprinted addresses of static files, so that browsers may keep them for a year."""

import json
import mimetypes
from collections.abc import Callable
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound

STATIC = Path(__file__).parents[1] / "static"
ONE_YEAR_S = 365 * 24 * 3600
LENGTH_OF_HASH = 8
CODINGS = {"br": "br", "gzip": "gz"}
"""By the ending of the files that script/assets has compressed, the smaller ones first."""
LIKE = {"see.building": "see.town", "see.heritage": "see.town", "events.flea_market": "events.market"}
"""Leaves that borrow another leaf's illustration."""


mimetypes.add_type("text/javascript", ".mjs")


def init_app(app: Flask) -> None:
    """Serve /static/<hash>/<path> for a year, and give templates `asset(path)` and `illustration(category)`."""
    app.add_url_rule("/static/<fingerprint>/<path:filename>", "fingerprinted", _serve(app))
    app.jinja_env.globals.update(
        asset=asset, illustration=illustration, map_style_url=app.extensions["escale"].map_style_url
    )


def asset(filename: str) -> str:
    """Return the address of a static file with its fingerprint, or without one when script/assets has not run."""
    return _address(filename, manifest().get(filename), request.script_root)


@lru_cache(maxsize=2_000)
def _address(filename: str, fingerprint: str | None, root: str) -> str:
    """Build an address once for every root the portal is served under: a page has a hundred of them."""
    if fingerprint is None:
        return url_for("static", filename=filename)
    return url_for("fingerprinted", fingerprint=fingerprint, filename=filename)


def illustration(category: str) -> str:
    """Return the address of the picture that stands in for a photo: the leaf's own, or its group's."""
    candidates = (category, LIKE.get(category, ""), category.split(".")[0])
    name = next(name for name in candidates if name in _drawn())
    return asset(f"img/categories/{name}.svg")


@cache
def _drawn() -> frozenset[str]:
    return frozenset(path.stem for path in (STATIC / "img" / "categories").glob("*.svg"))


def _accepts(coding: str) -> bool:
    return request.accept_encodings[coding] > 0


@cache
def _is_packed(filename: str) -> bool:
    """Say whether script/assets has compressed a file."""
    return filename.removesuffix(".br").removesuffix(".gz") in manifest() and (STATIC / filename).is_file()


@cache
def manifest() -> dict[str, str]:
    """Read the fingerprints that script/assets wrote: path below static -> hash."""
    path = STATIC / "manifest.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def _serve(app: Flask) -> Callable[[str, str], Response]:
    def fingerprinted(fingerprint: str, filename: str) -> Response:
        if len(fingerprint) != LENGTH_OF_HASH:
            raise NotFound
        coding = next(
            (coding for coding in CODINGS if _is_packed(f"{filename}.{CODINGS[coding]}") and _accepts(coding)), ""
        )
        if coding:
            media_type = mimetypes.guess_type(filename)[0]
            packed = f"{filename}.{CODINGS[coding]}"
            response = send_from_directory(STATIC, packed, mimetype=media_type, conditional=True)
            response.headers["Content-Encoding"] = coding
        else:
            response = app.send_static_file(filename)
        response.vary.add("Accept-Encoding")
        if manifest().get(filename) == fingerprint and request.method in {"GET", "HEAD"}:
            response.cache_control.public = True
            response.cache_control.max_age = ONE_YEAR_S
            response.cache_control.immutable = True
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            response.close()  # Werkzeug sends no file then, and would leave it open
        return response

    return fingerprinted
