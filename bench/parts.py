"""Build the parts of a synthetic object: place, hours, contact, pictures, prices, periods, concepts."""

from datetime import date, timedelta

from bench.draw import FIGURES, WORDS, Draw, Json

TODAY = date.today()
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEPARTMENTS = [[row, row[2]] for row in FIGURES["departments"]]
VILLAGES = 300
EVENTS_AHEAD = 300


def build_place(draw: Draw, *, has_hours: bool) -> Json:
    """Draw where it is, spread as the records of 2021 were, and its opening hours."""
    code, region, _, latitude, longitude, north, east = draw.pick(DEPARTMENTS)
    decimals = draw.pick(draw.profile["coordinate_decimals"])
    point = {
        "schema:latitude": f"{draw.chance.gauss(latitude, north):.{decimals}f}",
        "schema:longitude": f"{draw.chance.gauss(longitude, east):.{decimals}f}",
    }
    geo = draw.node("schema:GeoCoordinates", **({} if draw.odd("no_coordinates") else point))
    place = draw.node("schema:Place", "Place", **{"schema:geo": geo, "schema:address": [_address(draw, code, region)]})
    if has_hours:
        entries = range(draw.pick(draw.profile["openings"]))
        place["schema:openingHoursSpecification"] = [_hours(draw, position) for position in entries]
    return place


def _address(draw: Draw, department: str, region: str) -> Json:
    village = min(VILLAGES, int(draw.chance.paretovariate(0.6)))
    code = f"{department[:2]}{village:03}"
    country = {**draw.concept("France", "schema:Country"), "rdfs:label": _same(draw, "France")}
    above = _zone(draw, region, "Region", code=region[:3].upper(), isPartOfCountry=country)
    middle = _zone(draw, f"Département {department}", "Department", code=department, isPartOfRegion=above)
    city = _zone(draw, f"Bourg-{code}", "City", code=code, isPartOfDepartment=middle)
    content: Json = {
        "schema:addressLocality": f"Bourg-{code}",
        "schema:postalCode": code.replace("A", "0").replace("B", "0"),
    }
    if draw.happens(draw.profile["fill"]["street"]):
        content["schema:streetAddress"] = [
            f"{draw.chance.randrange(1, 90)} rue du {draw.chance.choice(WORDS['places'])}"
        ]
    return draw.node("schema:PostalAddress", "PostalAddress", **content, hasAddressCity=city)


def _zone(draw: Draw, name: str, kind: str, *, code: str, **above: Json) -> Json:
    return {"@id": f"kb:{kind}{code}", "@type": [kind], "rdfs:label": _same(draw, name), "insee": code, **above}


def _same(draw: Draw, name: str) -> dict[str, list[str]]:
    return {lang: [name] for lang in draw.profile["concept_languages"]}


def _hours(draw: Draw, position: int) -> Json:
    shape = draw.pick(draw.profile["opening_shapes"])
    ends = TODAY.year - (2 if draw.odd("inverted_hours") and position == 0 else 0)
    weekday = WEEKDAYS[position % 7]
    opens, closes = draw.pick(draw.profile["opens"]), [draw.pick(draw.profile["closes"]) for _ in range(4)]
    content = {
        "schema:validFrom": f"{TODAY.year}-01-01T00:00:00",
        "schema:validThrough": f"{ends}-12-31T00:00:00",
        "schema:dayOfWeek": [draw.concept(weekday, "schema:DayOfWeek") | {"@id": f"schema:{weekday}"}],
        "schema:opens": opens,
        "schema:closes": next((hour for hour in closes if hour > opens), "23:30:00"),
        "additionalInformation": {"fr": [draw.sentence(60)]},
    }
    kept = {key: value for key, value in content.items() if key.removeprefix("schema:") in shape}
    return draw.node("schema:OpeningHoursSpecification", **kept)


def build_contact(draw: Draw) -> Json:
    """Draw someone to call or write to."""
    digits = f"{draw.chance.randrange(10**8):08}"
    mail = "a@b.fr<a@b.fr" if draw.odd("bad_email") else f"contact{draw.chance.randrange(9999)}@exemple.fr"
    return draw.node(
        "schema:Organization",
        "foaf:Agent",
        "Agent",
        **{
            "schema:legalName": draw.sentence(20),
            "schema:telephone": ["+33 2 " + " ".join(digits[start : start + 2] for start in range(0, 8, 2))],
            "schema:email": [mail],
            "foaf:homepage": [f"http://www.exemple-{digits}.fr/"],
        },
    )


def build_pictures(draw: Draw) -> Json:
    """Draw pictures; the main one is repeated among the others, as in real records."""
    pictures = [_picture(draw) for _ in range(draw.pick(draw.profile["images"]))]
    has_main = draw.happens(draw.profile["main_image_share"])
    return {**({"hasMainRepresentation": pictures[:1]} if has_main else {}), "hasRepresentation": pictures}


def _picture(draw: Draw) -> Json:
    mime = {**draw.concept("JPEG", "ebucore:MimeType"), "rdfs:comment": draw.labels("JPEG")}
    address = f"http://images.exemple.fr/upload/{draw.sentence(30)[:-1].replace(' ', '-')}-{draw.chance.getrandbits(48):x}.jpg"
    resource = draw.node("ebucore:Resource", **{"ebucore:locator": [address], "ebucore:hasMimeType": [mime]})
    notes = {"credits": ["© Office de tourisme"], "ebucore:isCoveredBy": "CC By-NC-ND 4.0"}
    annotation = draw.node("ebucore:Annotation", **{**notes, "ebucore:title": {"fr": [draw.sentence(30)]}})
    parts = {"ebucore:hasRelatedResource": [resource], "ebucore:hasAnnotation": [annotation]}
    return draw.node("ebucore:EditorialObject", **parts)


def build_offer(draw: Draw) -> Json:
    """Draw prices and means of payment."""
    prices = [_price(draw) for _ in range(draw.pick(draw.profile["price_specs"]))]
    payment = [draw.concept(key, "schema:PaymentMethod") for key in draw_keys(draw, "payment")]
    found = {"schema:acceptedPaymentMethod": payment, "schema:priceSpecification": prices}
    return draw.node("schema:Offer", "Offer", **{key: value for key, value in found.items() if value})


def _price(draw: Draw) -> Json:
    low = round(draw.between(draw.profile["min_price"]), 1)
    high = low - 1 if draw.odd("swapped_price") else low + draw.chance.randrange(0, 20)
    if draw.odd("negative_price"):
        low = -low - 1
    content = {
        "schema:minPrice": [str(low)],
        "schema:maxPrice": [str(high)],
        "schema:price": str(low),
        "schema:priceCurrency": "EUR",
        "hasEligiblePolicy": [draw.concept("BaseRateFullRate", "PricingPolicy")],
        "hasPricingMode": [draw.concept("PerPerson", "PricingMode")],
        "hasPricingOffer": [draw.concept("Visit", "PricingOffer")],
        "appliesOnPeriod": [draw.node("Period", startDate=f"{TODAY.year}-01-01", endDate=f"{TODAY.year}-12-31")],
        "name": {"fr": [draw.sentence(20)]},
        "additionalInformation": {"fr": [draw.sentence(40)]},
    }
    shape = draw.pick(draw.profile["price_shapes"])
    kept = {key: value for key, value in content.items() if key.removeprefix("schema:") in shape}
    return draw.node("schema:PriceSpecification", "PriceSpecification", **kept)


def build_period(draw: Draw) -> Json:
    """Draw one period of an event."""
    first = TODAY + timedelta(days=draw.chance.randrange(-5, EVENTS_AHEAD))
    last = first + timedelta(days=max(1, int(draw.between(FIGURES["event_days"]))) - 1)
    return draw.node("Period", startDate=str(first), endDate=str(last), startTime="20:30:00")


def build_concepts(draw: Draw, fill: Json) -> Json:
    """Draw amenities, themes, labels, surroundings and audience."""
    built: Json = {}
    if draw.happens(fill["features"]):
        keys = draw_keys(draw, "features")
        built["hasFeature"] = [_feature(draw, key) for key in keys]
    if draw.happens(fill["reviews"]):
        ratings = [draw.concept(key, "LabelRating") for key in draw_keys(draw, "reviews")]
        built["hasReview"] = [draw.node("schema:Review", hasReviewValue=rating) for rating in ratings]
    if draw.happens(fill["themes"]):
        built["hasTheme"] = [draw.concept(key, "CulturalTheme") for key in draw_keys(draw, "themes")]
    for name, kind in (("neighborhood", "hasNeighborhood"), ("audience", "hasAudience")):
        found = [draw.concept(key, "Concept") for key in draw_keys(draw, name)]
        if found:
            built[kind] = found
    return built


def _feature(draw: Draw, key: str) -> Json:
    concept = draw.concept(key, "CommonAmenity", "Amenity")
    return draw.node("schema:PropertyValue", "FeatureSpecification", features=[concept])


def draw_keys(draw: Draw, name: str) -> list[str]:
    """Draw as many thesaurus keys of one kind as a record has, each once."""
    figures = draw.profile["concepts"].get(name)
    if not figures:
        return []
    return sorted({draw.pick(figures["keys"]) for _ in range(draw.pick(figures["per_record"]))})
