"""Turn a price row into one readable line."""

from itertools import chain

from portal.models.facts import Price as PriceRow
from portal.services.resources.page_data import Price
from portal.texts import translated

FREE = "Free"


def keys(row: PriceRow) -> tuple[str, ...]:
    """Return the thesaurus keys of a price, in the order in which they read well."""
    return tuple(dict.fromkeys(chain(row.policies, row.offers, row.audiences, row.modes, row.seasons)))


def build_price(row: PriceRow, labels: dict[str, dict[str, str]], lang: str) -> Price:
    """Build the line: own name first, then the names of policy, audience, mode and season; "free" is the amount."""
    own = translated(row.name, lang)
    named = [translated(labels.get(key), lang) for key in keys(row) if key != FREE]
    parts = dict.fromkeys(part for part in (own, *named) if part)
    return Price(
        label=", ".join(parts),
        min_amount=row.min_amount,
        max_amount=row.max_amount if row.max_amount != row.min_amount else None,
        currency=row.currency,
        note=translated(row.note, lang),
        is_free=FREE in row.policies,
        valid_from=row.valid_from,
        valid_through=row.valid_through,
    )
