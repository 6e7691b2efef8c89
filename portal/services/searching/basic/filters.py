"""What the basic search may and may not show, as SQL: the same filters as `search/ask/filters.py`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from portal.services.tours.difficulty import LEVEL
from portal.services.visible import NOT_OVER
from portal.vocabulary import categories
from search.ask.filters import NEAR_PLACE_M, branches
from search.criteria import Criteria, Position, Wish
from search.tour_bands import by_name, limits

Bound = dict[str, Any]
"""Values of the SQL's parameters."""


HAPPENS_ON = "r.id IN (SELECT resource_id FROM event_date WHERE :{name}_day BETWEEN starts_on AND ends_on)"
OPEN_ON = (
    f"({HAPPENS_ON} OR "
    + """
       (r.id IN (SELECT resource_id FROM opening_period WHERE NOT is_closed AND :{name}_day BETWEEN valid_from AND valid_through
                    AND coalesce(weekday, :{name}_weekday) = :{name}_weekday)
        AND r.id NOT IN (SELECT resource_id FROM opening_period WHERE is_closed AND :{name}_day BETWEEN valid_from AND valid_through
                    AND coalesce(weekday, :{name}_weekday) = :{name}_weekday)))
"""
)
ON_DUTY = """
    :{name}_{which}day BETWEEN o.valid_from AND o.valid_through
    AND coalesce(o.weekday, :{name}_{which}weekday) = :{name}_{which}weekday
    AND NOT EXISTS (SELECT FROM opening_period c WHERE c.resource_id = o.resource_id AND c.is_closed
        AND :{name}_{which}day BETWEEN c.valid_from AND c.valid_through
        AND coalesce(c.weekday, :{name}_{which}weekday) = :{name}_{which}weekday)
"""
OPEN_AT = f"""(
    r.id IN (SELECT resource_id FROM opening_period o WHERE NOT is_closed AND opens <> closes AND (
        (:{{name}}_time >= opens AND (closes < opens OR :{{name}}_time < closes) AND {ON_DUTY.replace("{which}", "")})
        OR (closes < opens AND :{{name}}_time < closes AND {ON_DUTY.replace("{which}", "before_")})))
    OR r.id IN (SELECT resource_id FROM event_date WHERE start_time <> end_time AND (
        (:{{name}}_time >= start_time AND (end_time < start_time OR :{{name}}_time < end_time)
            AND :{{name}}_day BETWEEN starts_on AND ends_on)
        OR (end_time < start_time AND :{{name}}_time < end_time AND :{{name}}_before_day BETWEEN starts_on AND ends_on))))
"""

POINT = "geography(ST_SetSRID(ST_MakePoint(:{name}_lon, :{name}_lat), 4326))"
WITHIN = f"ST_DWithin(geography(r.point), {POINT}, :{{name}}_m, false)"
"""On the sphere, as Elasticsearch has it, so that both count the same at the rim; distances that are shown are the spheroid's."""
DISTANCE = f"ST_Distance(geography(r.point), {POINT.format(name='origin')})"
BOX = "r.point && ST_MakeEnvelope(:box_west, :box_south, :box_east, :box_north, 4326)"
IN_SHAPE = "ST_Intersects(r.point, ST_GeomFromText(:{name}, 4326))"

OF_KIND = "r.classes && CAST(:read_classes AS text[])"
TOUR = "r.id IN (SELECT resource_id FROM tour t WHERE {of_these})"
TOUR_FACTS = {"length": "distance_m", "climb": "climb_m", "duration": "duration_min"}

FACET_FILTERS = {
    "category": "(r.category = ANY(:categories) OR split_part(r.category, '.', 1) = ANY(:categories))",
    "location": "(r.region_code = ANY(:regions) OR r.department_code = ANY(:departments) OR r.commune_code = ANY(:communes))",
    "price": "(CASE WHEN CAST(:price AS text) = 'free' THEN r.is_free IS TRUE"
    " ELSE r.is_free IS NOT TRUE AND r.price_from IS NOT NULL END)",
    "accessible": "r.is_accessible IS TRUE",
    "feature": "r.id IN (SELECT resource_id FROM resource_concept WHERE property = 'feature' AND key = ANY(:features))",
    "label": "r.id IN (SELECT resource_id FROM resource_concept WHERE property = 'label' AND key = ANY(:labels))",
    "language": "r.languages && CAST(:languages AS text[])",
}


def chosen_facets(criteria: Criteria) -> dict[str, bool]:
    """Say which facets have a choice."""
    return {
        "category": bool(criteria.categories),
        "location": bool(criteria.regions or criteria.departments or criteria.communes),
        "price": criteria.price is not None,
        "accessible": criteria.is_accessible,
        "feature": bool(criteria.features),
        "label": bool(criteria.labels),
        "language": bool(criteria.languages),
    }


def chosen_names(criteria: Criteria) -> list[str]:
    """Name the facets that have a choice."""
    return [name for name, is_chosen in chosen_facets(criteria).items() if is_chosen]


def build_claims(criteria: Criteria, facet: str | None = None) -> str:
    """Return the condition that keeps the hits every facet lets through, but for the choice of one."""
    return " AND ".join(f"in_{name}" for name in chosen_names(criteria) if name != facet) or "true"


def facet_values(criteria: Criteria) -> Bound:
    """Return the values of FACET_FILTERS."""
    many = ("categories", "regions", "departments", "communes", "features", "labels", "languages")
    return {
        "price": criteria.price,
        "branches": list(branches(criteria)),
        **{name: list(getattr(criteria, name)) for name in many},
    }


def base_conditions(criteria: Criteria) -> tuple[list[str], Bound]:
    """Return what every answer obeys, beside the choices of facets."""
    conditions, bound = ["r.status = 'published'", NOT_OVER], Bound()
    for keys in by_name(criteria.tours).values():
        conditions.append(TOUR.format(of_these=" OR ".join(map(_tour_condition, keys))))
    if criteria.open_on:
        conditions.append(OPEN_ON.format(name="on"))
        bound |= {"on_day": criteria.open_on, "on_weekday": criteria.open_on.isoweekday()}
    if criteria.open_at:
        conditions.append(OPEN_AT.format(name="at"))
        bound |= _moment("at", criteria.open_at)
    if criteria.near and criteria.radius_m:
        conditions.append(WITHIN.format(name="near"))
        bound |= _circle("near", criteria.near, criteria.radius_m)
    if criteria.box:
        conditions.append(BOX)
        bound |= dict(zip(("box_south", "box_west", "box_north", "box_east"), criteria.box, strict=True))
    if criteria.polygon:
        conditions.append(IN_SHAPE.format(name="polygon"))
        corners = ", ".join(f"{lon!r} {lat!r}" for lat, lon in (*criteria.polygon, criteria.polygon[0]))
        bound["polygon"] = f"POLYGON(({corners}))"
    if criteria.outline:
        conditions.append(IN_SHAPE.format(name="outline"))
        bound["outline"] = criteria.outline
    return conditions, bound


def reading_conditions(criteria: Criteria) -> tuple[list[str], Bound]:
    """Return who fits the reading of the text: its place, its categories, the wishes that are not only preferences."""
    reading = criteria.reading
    if reading is None:
        return [], {}
    conditions, bound = [], Bound()
    place = reading.place
    if place and place.outline:
        conditions.append(IN_SHAPE.format(name="place_outline"))
        bound["place_outline"] = place.outline
    elif place and place.is_near and place.point:
        conditions.append(WITHIN.format(name="place"))
        bound |= _circle("place", place.point, NEAR_PLACE_M)
    elif place:
        conditions.append(f"r.{place.kind}_code = ANY(:place_codes)")
        bound["place_codes"] = list(place.codes)
    if reading.categories:
        conditions.append(OF_KIND)
        bound["read_classes"] = list(categories.classes_of(reading.categories))
    is_all = bool(reading.rest or reading.categories)
    for number, wish in enumerate(reading.wishes):
        if wish.is_required or not is_all:
            ways, values = _ways(f"wish_{number}", wish)
            conditions.append(f"({' OR '.join(ways)})")
            bound |= values
    return conditions, bound


def _ways(name: str, wish: Wish) -> tuple[Iterable[str], Bound]:
    found: list[str] = []
    bound = Bound()
    if wish.categories:
        found.append(
            f"r.category = ANY(:{name}_categories) OR split_part(r.category, '.', 1) = ANY(:{name}_categories)"
        )
        bound[f"{name}_categories"] = list(wish.categories)
    if wish.concepts:
        found.append(f"r.id IN (SELECT resource_id FROM resource_concept WHERE key = ANY(:{name}_concepts))")
        bound[f"{name}_concepts"] = list(wish.concepts)
    if wish.language:
        found.append(f":{name}_language = ANY(r.languages)")
        bound[f"{name}_language"] = wish.language
    facts = {
        "r.is_free IS TRUE": wish.price == "free",
        "r.is_accessible IS TRUE": wish.is_accessible,
        "r.pets_allowed IS TRUE": wish.pets,
        "r.internet_access IS TRUE": wish.internet,
    }
    found += [fact for fact, is_wished in facts.items() if is_wished]
    for condition, days in ((OPEN_ON, wish.open_on), (HAPPENS_ON, wish.happens_on)):
        for number, day in enumerate(days):
            found.append(condition.format(name=f"{name}_{number}"))
            bound |= {f"{name}_{number}_day": day, f"{name}_{number}_weekday": day.isoweekday()}
    if wish.open_at:
        found.append(OPEN_AT.format(name=name))
        bound |= _moment(name, wish.open_at)
    return found, bound


def _tour_condition(key: str) -> str:
    """Return the SQL of a choice; keys are the ones of `search/tour_bands.py`, nothing a visitor wrote."""
    name, _, value = key.partition(".")
    if name == "shape":
        return "t.is_loop" if value == "loop" else "NOT t.is_loop"
    if name == "level":
        return f"{LEVEL} = '{value}'"
    low, end = limits(key)
    fact = f"greatest(t.{TOUR_FACTS[name]}, 0)"
    return f"{fact} >= {low}" + (f" AND {fact} < {end}" if end is not None else "")


def _circle(name: str, position: Position, metres: int) -> Bound:
    return {f"{name}_lat": position[0], f"{name}_lon": position[1], f"{name}_m": metres}


def _moment(name: str, moment: datetime) -> Bound:
    before = moment.date() - timedelta(days=1)
    return {
        f"{name}_day": moment.date(),
        f"{name}_weekday": moment.isoweekday(),
        f"{name}_before_day": before,
        f"{name}_before_weekday": before.isoweekday(),
        f"{name}_time": moment.time(),
    }
