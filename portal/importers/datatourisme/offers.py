"""Map prices and what goes with them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.importers.datatourisme.values import (
    Json,
    day,
    key_of,
    labels_of,
    many,
    number,
    objects,
    one,
    string,
    translations,
)
from portal.importers.records import ConceptRecord, PriceRecord
from portal.importers.report import Report

FREE = "Free"
FIELD = "schema:priceSpecification"
CURRENCY_LENGTH = 3
HIGHEST = Decimal(10_000_000)
PARTS = {
    "policies": ("hasEligiblePolicy",),
    "modes": ("hasPricingMode",),
    "offers": ("hasPricingOffer",),
    "seasons": ("hasPricingSeason",),
    "audiences": ("hasAudience", "hasEligibleAudience"),
}


@dataclass(frozen=True, slots=True)
class Offers:
    """The prices of a record, a free-text note on them, and the concepts they name."""

    prices: tuple[PriceRecord, ...]
    note: dict[str, str] | None
    is_free: bool | None
    concepts: tuple[ConceptRecord, ...]


def map_offers(data: Json, report: Report) -> Offers:
    """Return the prices that can be used; only the policy `kb:Free` means free, an amount of 0 does not."""
    prices: list[PriceRecord] = []
    note: dict[str, str] = {}
    concepts: list[ConceptRecord] = []
    for offer in objects(data.get("offers")):
        note.update(translations(offer.get("TextPriceSpecification") or offer.get("textPriceSpecification")))
        concepts += [
            ConceptRecord("payment", key_of(method), labels_of(method))
            for method in objects(offer.get("schema:acceptedPaymentMethod") or offer.get("acceptedPaymentMethod"))
            if key_of(method)
        ]
        for specification in objects(offer.get(FIELD) or offer.get("priceSpecification")):
            price, named = _price(specification, report)
            concepts += named
            if price:
                prices.append(price)
    kept = _without_repeats(prices)
    return Offers(kept, note or None, _is_free(kept), tuple(concepts))


def _is_free(prices: tuple[PriceRecord, ...]) -> bool | None:
    """Return True when everything is free, False when something has a price, None when nobody says."""
    costs = any(price.min_amount or price.max_amount for price in prices)
    if costs:
        return False
    return True if any(FREE in price.policies for price in prices) else None


def _without_repeats(prices: list[PriceRecord]) -> tuple[PriceRecord, ...]:
    return tuple({repr(price): price for price in prices}.values())


def _price(specification: Json, report: Report) -> tuple[PriceRecord | None, list[ConceptRecord]]:
    keys, concepts = _keys(specification)
    low, high = _amounts(specification, report)
    first, last = _period(specification, report)
    name, note = translations(specification.get("name")), translations(specification.get("additionalInformation"))
    if low is None and high is None and not any(keys.values()) and not name and not note:
        return None, []
    price = PriceRecord(
        min_amount=low,
        max_amount=high,
        currency=_currency(specification, report),
        name=name or None,
        note=note or None,
        valid_from=first,
        valid_through=last,
        **keys,
    )
    return price, concepts


def _keys(specification: Json) -> tuple[dict[str, tuple[str, ...]], list[ConceptRecord]]:
    found: dict[str, tuple[str, ...]] = {}
    concepts = []
    for part, names in PARTS.items():
        items = [item for name in names for item in objects(specification.get(name)) if key_of(item)]
        found[part] = tuple(dict.fromkeys(key_of(item) for item in items))
        concepts += [ConceptRecord("price", key_of(item), labels_of(item)) for item in items]
    return found, concepts


def _amounts(specification: Json, report: Report) -> tuple[Decimal | None, Decimal | None]:
    """Return lowest and highest amount; several values of one bound widen the range."""
    lows = _numbers(specification, ("schema:minPrice", "minPrice"), report)
    highs = _numbers(specification, ("schema:maxPrice", "maxPrice"), report)
    singles = _numbers(specification, ("schema:price", "price"), report)
    low = min(lows or singles, default=None)
    high = max([*highs, *(lows if len(lows) > 1 else []), *(singles if len(singles) > 1 else [])], default=None)
    if low and high == 0:
        return low, None  # a highest price of 0 above a real lowest one is how some producers leave it empty
    if low is not None and high is not None and low > high:
        report.mended(
            "price.swapped", FIELD, "The lowest price is above the highest; they were swapped.", f"{low} > {high}"
        )
        low, high = high, low
    return low, high


def _numbers(specification: Json, names: tuple[str, str], report: Report) -> list[Decimal]:
    found = []
    for raw in many(specification.get(names[0], specification.get(names[1]))):
        amount = _amount(raw, report)
        if amount is not None:
            found.append(amount)
    return found


def _amount(raw: Any, report: Report) -> Decimal | None:  # noqa: ANN401 - foreign JSON
    try:
        amount = number(raw)
    except ValueError:
        report.dropped("price.amount", FIELD, "The price is no number.", raw)
        return None
    if amount is not None and amount < 0:
        report.dropped("price.negative", FIELD, "The price is below zero.", raw)
        return None
    if amount is not None and amount > HIGHEST:
        report.dropped("price.amount", FIELD, "The price is beyond reason.", raw)
        return None
    return amount


def _currency(specification: Json, report: Report) -> str:
    code = string(specification.get("schema:priceCurrency") or specification.get("priceCurrency") or "EUR").upper()
    if len(code) == CURRENCY_LENGTH and code.isascii() and code.isalpha():
        return code
    report.mended("price.currency", FIELD, "The currency is not known; euros were assumed.", code)
    return "EUR"


def _period(specification: Json, report: Report) -> tuple[date | None, date | None]:
    period = one(specification.get("appliesOnPeriod"))
    try:
        first, last = day(period.get("startDate")), day(period.get("endDate"))
    except ValueError:
        report.dropped("date.unusable", "appliesOnPeriod", "The dates of the price cannot be used.", period)
        return None, None
    return (None, None) if first and last and last < first else (first, last)
