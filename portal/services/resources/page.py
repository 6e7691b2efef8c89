"""Load everything a resource page shows, in the reader's language."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models.facts import Concept as ConceptRow
from portal.models.facts import Contact as ContactRow
from portal.models.facts import EventDate, Media, OpeningPeriod, ResourceConcept
from portal.models.facts import Price as PriceRow
from portal.models.resource import Resource, ResourceText
from portal.models.tour import FACTS, Tour
from portal.models.zone import Zone
from portal.services.cards import Image, build_image
from portal.services.resources import opening_hours, prices
from portal.services.resources.page_data import Concept, Contact, Details, EventPeriod, FileLink, Price, TourFacts
from portal.services.tours.difficulty import level_of
from portal.services.tours.lines import get_line
from portal.services.tours.plausibility import agrees, contradicted
from portal.services.tours.profile import build_profile, sample
from portal.services.zones.links import build_address
from portal.texts import build_slug, translated

MAX_STARS = 5

LINE_BOUNDS = text(
    "SELECT concat_ws(',', ST_XMin(line), ST_YMin(line), ST_XMax(line), ST_YMax(line)) AS bounds,"
    " ST_Length(geography(ST_Force2D(line))) AS length_m FROM tour"
    " WHERE resource_id = :id AND line IS NOT NULL"
)


def get_details(session: Session, resource_id: int, *, lang: str, today: date) -> Details:
    """Return one published resource; raise NotFound when there is none."""
    resource = session.get(Resource, resource_id)
    if resource is None or resource.status != "published":
        raise NotFound("there is no such place, or it is no longer published")
    text, hours_text = _texts(session, resource_id, lang)
    longitude, latitude = session.execute(
        select(func.ST_X(Resource.point), func.ST_Y(Resource.point)).where(Resource.id == resource_id)
    ).one()
    rules = session.scalars(select(OpeningPeriod).filter_by(resource_id=resource_id).order_by(OpeningPeriod.id)).all()
    day = opening_hours.find_today(rules, lang=lang, today=today)
    periods = _event_periods(session, resource_id, lang, today)
    images, files = _media(session, resource_id, lang, today)
    concepts = _concepts(session, resource_id, lang)
    return Details(
        **_stated(resource, lang),
        slug=build_slug(text.name),
        name=text.name,
        short=text.short,
        long=text.long,
        text_lang="" if text.lang == lang else text.lang,
        is_machine_translated=text.is_machine_translated,
        **_zones(session, resource),
        latitude=latitude,
        longitude=longitude,
        images=images,
        files=files,
        contacts=_contacts(session, resource_id),
        seasons=opening_hours.list_seasons(rules, lang=lang, today=today),
        closures=opening_hours.list_closures(rules, today=today),
        hours_text=hours_text,
        today=day,
        open_today=day.is_open if day else None,
        event_periods=tuple(period for period in periods if period.ends_on >= today),
        past_event=bool(periods) and all(period.ends_on < today for period in periods),
        prices=_prices(session, resource_id, lang),
        concepts=concepts,
        tour=_tour(session, resource_id, lang),
        stars=_stars(concepts),
    )


def _stated(resource: Resource, lang: str) -> dict[str, Any]:
    """Return what stands in the row of a resource as it is shown."""
    return {
        "id": resource.id,
        "kind": resource.kind,
        "category": resource.category,
        "main_class": resource.main_class,
        "address_lines": tuple(resource.address_lines),
        "postal_code": resource.postal_code,
        "locality": resource.locality,
        "elevation_m": resource.elevation_m,
        "price_note": translated(resource.price_note, lang),
        "is_free": resource.is_free,
        "is_accessible": resource.is_accessible,
        "pets_allowed": resource.pets_allowed,
        "internet_access": resource.internet_access,
        "takes_away": resource.takes_away,
        "capacity": resource.capacity,
        "languages": tuple(resource.languages),
        "special_measures": translated(resource.special_measures, lang),
        "producer": resource.producer,
        "publisher": resource.publisher,
        "producer_identifier": resource.producer_identifier,
        "uri": resource.uri,
        "same_as": tuple(resource.same_as),
        "last_update": resource.last_update,
        "created_on": resource.created_on,
        "imported_at": resource.updated_at,
    }


def _texts(session: Session, resource_id: int, lang: str) -> tuple[ResourceText, str]:
    """Return the best text for the reader, and the free-text hours, which may be there in another language only."""
    texts = session.scalars(select(ResourceText).filter_by(resource_id=resource_id)).all()
    if not texts:
        raise NotFound("this place has no text yet")
    order = {"en": 2, "fr": 1, lang: 0}
    best = sorted(texts, key=lambda text: (order.get(text.lang, 3), text.lang))
    return best[0], next((text.hours for text in best if text.hours), "")


def _zones(session: Session, resource: Resource) -> dict[str, Any]:
    wanted = {
        ("commune", resource.commune_code),
        ("department", resource.department_code),
        ("region", resource.region_code),
    }
    asked = select(Zone.kind, Zone.code, Zone.name).where(tuple_(Zone.kind, Zone.code).in_(wanted))
    found = {(kind, code): name for kind, code, name in session.execute(asked)}
    commune, department = (
        found.get(("commune", resource.commune_code), ""),
        found.get(("department", resource.department_code), ""),
    )
    return {
        "commune_code": resource.commune_code,
        "commune_name": commune,
        "commune_address": build_address(resource.commune_code, commune) if commune else "",
        "department_code": resource.department_code,
        "department_name": department,
        "department_address": build_address(resource.department_code, department) if department else "",
        "region_name": found.get(("region", resource.region_code), ""),
    }


def _media(
    session: Session, resource_id: int, lang: str, today: date
) -> tuple[tuple[Image, ...], tuple[FileLink, ...]]:
    """Return pictures and other files whose rights allow showing them today, the main picture first."""
    rows = session.scalars(
        select(Media).filter_by(resource_id=resource_id).order_by(Media.is_main.desc(), Media.id)
    ).all()
    shown = [row for row in rows if (row.rights_from or today) <= today <= (row.rights_through or today)]
    images = [row for row in shown if not row.mime_type or row.mime_type.startswith("image/")]
    files = [row for row in shown if row not in images]
    return (
        tuple(build_image(row, lang) for row in images),
        tuple(FileLink(row.url, row.mime_type, translated(row.title, lang)) for row in files),
    )


def _contacts(session: Session, resource_id: int) -> tuple[Contact, ...]:
    rows = session.scalars(select(ContactRow).filter_by(resource_id=resource_id).order_by(ContactRow.id))
    return tuple(
        Contact(
            role=row.role,
            legal_name=row.legal_name,
            telephones=tuple(row.telephones),
            emails=tuple(row.emails),
            websites=tuple(row.websites),
            faxes=tuple(row.faxes),
            address=row.address,
        )
        for row in rows
    )


def _event_periods(session: Session, resource_id: int, lang: str, today: date) -> Sequence[EventPeriod]:
    rows = session.scalars(
        select(EventDate).filter_by(resource_id=resource_id).order_by(EventDate.starts_on, EventDate.start_time)
    )
    return [
        EventPeriod(row.starts_on, row.ends_on, row.start_time, row.end_time, translated(row.note, lang))
        for row in rows
    ]


def _prices(session: Session, resource_id: int, lang: str) -> tuple[Price, ...]:
    rows = session.scalars(select(PriceRow).filter_by(resource_id=resource_id).order_by(PriceRow.id)).all()
    keys = {key for row in rows for key in prices.keys(row)}
    labels = _labels(session, keys)
    return tuple(prices.build_price(row, labels, lang) for row in rows)


def _labels(session: Session, keys: set[str]) -> dict[str, dict[str, str]]:
    if not keys:
        return {}
    return {row.key: row.labels for row in session.scalars(select(ConceptRow).where(ConceptRow.key.in_(keys)))}


def _concepts(session: Session, resource_id: int, lang: str) -> dict[str, tuple[Concept, ...]]:
    rows = session.execute(
        select(ResourceConcept.property, ResourceConcept.key, ResourceConcept.value, ConceptRow.labels)
        .join(ConceptRow, ConceptRow.key == ResourceConcept.key)
        .where(ResourceConcept.resource_id == resource_id)
    ).all()
    found: dict[str, list[Concept]] = defaultdict(list)
    for row in rows:
        found[row.property].append(Concept(row.key, translated(row.labels, lang) or row.key, row.value))
    return {name: tuple(sorted(concepts, key=lambda c: c.label.casefold())) for name, concepts in found.items()}


def _stars(concepts: dict[str, tuple[Concept, ...]]) -> int | None:
    values = [concept.value for concept in concepts.get("label", ()) if concept.key.startswith("ScaleRating")]
    stars = [int(value) for value in values if value is not None and 1 <= value <= MAX_STARS]
    return max(stars, default=None)


def _tour(session: Session, resource_id: int, lang: str) -> TourFacts | None:
    row = session.get(Tour, resource_id)
    if row is None:
        return None
    facts = {name: getattr(row, name) for name in FACTS}
    drawn = session.execute(LINE_BOUNDS, {"id": resource_id}).one_or_none()
    if drawn is None:
        return TourFacts(**facts, level=level_of(row.difficulty), computed=tuple(row.computed))
    profile = build_profile(sample(get_line(session, resource_id, lang=lang))) if row.has_heights else None
    rise_m = profile.end[1] - profile.start[1] if profile else 0.0
    for name in contradicted(facts, row.computed, length_m=drawn.length_m, rise_m=rise_m):
        facts[name] = "" if name == "difficulty" else None
    return TourFacts(
        **facts,
        level=level_of(facts["difficulty"]),
        computed=tuple(row.computed),
        bounds=drawn.bounds,
        profile=profile,
        other_length_m=None if row.distance_m is None or agrees(row.distance_m, drawn.length_m) else drawn.length_m,
    )
