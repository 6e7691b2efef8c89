"""Map pictures and files: the main one first, each once, with the dates that bound when it may be shown."""

from datetime import date

from portal.importers.datatourisme.contacts import clean_url
from portal.importers.datatourisme.values import Json, day, key_of, number, objects, one, string, strings, translations
from portal.importers.records import MediaRecord
from portal.importers.report import Report

MIME_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
    "SVG": "image/svg+xml",
    "GPX": "application/gpx+xml",
    "KML": "application/vnd.google-earth.kml+xml",
    "PDF": "application/pdf",
}
ENDINGS = {".gpx": "application/gpx+xml", ".kml": MIME_TYPES["KML"], ".pdf": "application/pdf"}
ILLEGAL_LICENCES = ("oui", "non", "yes", "no")
LARGEST_SIDE = 100_000


def map_media(data: Json, report: Report) -> tuple[MediaRecord, ...]:
    """Return every picture or file once; hasMainRepresentation is always repeated in hasRepresentation."""
    found: dict[str, MediaRecord] = {}
    for key in ("hasMainRepresentation", "hasRepresentation"):
        for item in objects(data.get(key)):
            media = _media(item, key, is_main=key == "hasMainRepresentation" and not found, report=report)
            if media:
                found.setdefault(media.url, media)
    return tuple(found.values())


def _media(item: Json, key: str, *, is_main: bool, report: Report) -> MediaRecord | None:
    resource = one(item.get("ebucore:hasRelatedResource") or item.get("hasRelatedResource"))
    raw = string(resource.get("ebucore:locator") or resource.get("locator"))
    url = clean_url(raw)
    if not url:
        if key == "hasRepresentation":
            report.dropped("media.url", key, "The picture has no address that can be used.", raw)
        return None
    annotation = one(item.get("ebucore:hasAnnotation") or item.get("hasAnnotation"))
    rights_from, rights_through = _rights(annotation, key, report)
    licence = string(annotation.get("ebucore:isCoveredBy") or annotation.get("isCoveredBy"))
    return MediaRecord(
        url=url,
        mime_type=_mime_type(resource, url),
        title=translations(annotation.get("ebucore:title") or annotation.get("title")) or None,
        credits=tuple(dict.fromkeys(strings(annotation.get("credits")))),
        licence="" if licence.lower() in ILLEGAL_LICENCES else licence,
        rights_from=rights_from,
        rights_through=rights_through,
        width=_side(resource, "width"),
        height=_side(resource, "height"),
        is_main=is_main,
    )


def _mime_type(resource: Json, url: str) -> str:
    declared = one(resource.get("ebucore:hasMimeType") or resource.get("hasMimeType"))
    named = MIME_TYPES.get(key_of(declared).upper(), "")
    ending = next((mime for suffix, mime in ENDINGS.items() if url.lower().endswith(suffix)), "")
    return ending or named


def _rights(annotation: Json, key: str, report: Report) -> tuple[date | None, date | None]:
    raw = (annotation.get("rightsStartDate"), annotation.get("rightsEndDate"))
    try:
        return day(raw[0]), day(raw[1])
    except ValueError:
        report.dropped("date.unusable", f"{key}.rights", "The dates of the picture's rights cannot be used.", raw)
        return None, None


def _side(resource: Json, name: str) -> int | None:
    try:
        found = number(resource.get(f"ebucore:{name}", resource.get(name)))
    except ValueError:
        return None
    return int(found) if found is not None and 0 < found < LARGEST_SIDE else None
