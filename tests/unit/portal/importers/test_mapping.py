"""Check the mapping of DATAtourisme records, odd cases of real ones above all."""

from datetime import date, time
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.importers.datatourisme.mapping import LEFT_OUT, MAPPED_KEYS, map_object
from portal.importers.records import Record
from portal.importers.report import TITLES
from tests.factories.datatourisme import build_event, build_place, city, place_at


def mapped(data) -> Record:
    record, _ = map_object(data)
    assert record is not None
    return record


def codes(data) -> list[str]:
    return [finding.code for finding in map_object(data)[1]]


def test_both_hosts_are_one_identity():
    old = mapped(build_place(**{"@id": "https://data.datatourisme.gouv.fr/15/abc"}))
    new = mapped(build_place(**{"@id": "https://data.datatourisme.fr/15/abc"}))
    assert (old.source, old.source_id) == (new.source, new.source_id) == ("15", "abc")


def test_ordinary_place_has_everything_and_no_finding():
    record, findings = map_object(build_place())
    assert findings == []
    assert (record.latitude, record.longitude) == (47.585, 1.331)
    assert record.address.commune_name == "Blois"
    assert record.address.department_code == "41"
    assert record.address.region_name == "Centre-Val de Loire"
    assert (record.kind, record.category, record.main_class) == ("place", "see.castle", "Castle")
    assert [text.lang for text in record.texts] == ["en", "fr"]
    assert record.last_update == date(2026, 9, 1)


def test_city_comes_alone_or_in_a_list():
    place = place_at("47.5", "1.3")
    place["schema:address"][0]["hasAddressCity"] = [city("41018", "Blois"), city("41031", "Candé")]
    data = build_place(isLocatedAt=[place])
    assert mapped(data).address.commune_code == "41018"
    assert "place.several_communes" in codes(data)


def test_record_without_coordinates_is_kept_with_a_finding():
    for geo in (
        {},
        {"schema:latitude": "0", "schema:longitude": "0"},
        {"schema:latitude": "x", "schema:longitude": "1"},
    ):
        data = build_place(isLocatedAt=[{**place_at("1", "1"), "schema:geo": geo}])
        assert mapped(data).latitude is None
        assert codes(data) == ["place.no_point"]


def test_swapped_coordinates_are_put_right():
    data = build_place(isLocatedAt=[place_at("1.331", "47.585")])
    assert (mapped(data).latitude, mapped(data).longitude) == (47.585, 1.331)
    assert codes(data) == ["place.swapped"]


def test_long_text_that_repeats_the_short_one_is_stored_once():
    text = "Un château."
    description = [{"shortDescription": {"fr": [text]}, "dc:description": {"fr": [text]}}]
    record = mapped(build_place(hasDescription=description))
    french = next(t for t in record.texts if t.lang == "fr")
    assert (french.short, french.long) == (text, "")


def test_several_strings_of_a_description_are_paragraphs():
    record = mapped(build_place(hasDescription=[{"dc:description": {"fr": ["Un.", "Deux <b>gras</b>."]}}]))
    assert next(t for t in record.texts if t.lang == "fr").long == "<p>Un.</p><p>Deux gras.</p>"


def test_machine_translation_is_marked():
    note = {
        "rdf:language": ["en"],
        "dc:contributor": ["https://api.deepl.com/v2/translate"],
        "rdf:predicate": ["shortDescription"],
    }
    record = mapped(
        build_place(hasDescription=[{"shortDescription": {"fr": ["a"], "en": ["b"]}, "hasTranslatedProperty": [note]}])
    )
    assert {t.lang: t.machine_translated for t in record.texts} == {"en": True, "fr": False}


def test_name_missing_in_french_is_taken_from_another_language():
    data = build_place(**{"rdfs:label": {"en": ["Castle"]}})
    assert {t.name for t in mapped(data).texts} == {"Castle"}
    assert codes(data) == ["text.other_language"]


def test_record_without_name_class_or_identity_is_skipped_in_words():
    for change in ({"rdfs:label": None}, {"@type": None}, {"@id": "not an address"}, {"@id": None}):
        record, findings = map_object(build_place(**change))
        assert record is None
        assert findings[-1].effect == "skipped"
        assert findings[-1].message.endswith(".")


def opening(**changes):
    rule = {"schema:validFrom": "2026-01-01T00:00:00", "schema:validThrough": "2026-12-31T00:00:00"}
    return build_place(
        isLocatedAt=[place_at("47.5", "1.3", **{"schema:openingHoursSpecification": [{**rule, **changes}]})]
    )


def test_bar_that_closes_after_midnight_keeps_its_hours():
    rule = mapped(opening(**{"schema:opens": "18:00:00", "schema:closes": "02:00:00"})).openings[0]
    assert (rule.weekday, rule.opens, rule.closes) == (None, time(18), time(2))


def test_opening_of_one_weekday():
    data = opening(**{"schema:dayOfWeek": [{"@id": "schema:Sunday"}], "schema:opens": "14:30:00"})
    rule = mapped(data).openings[0]
    assert (rule.weekday, rule.opens, rule.closes) == (7, time(14, 30), None)


def test_opening_period_that_ends_before_it_begins_is_dropped():
    data = opening(**{"schema:validThrough": "2025-01-01T00:00:00"})
    assert mapped(data).openings == ()
    assert codes(data) == ["hours.inverted"]


def test_same_hour_twice_is_open_without_hours():
    data = opening(**{"schema:opens": "00:00:00", "schema:closes": "00:00:00"})
    assert mapped(data).openings[0].opens is None
    assert codes(data) == ["hours.time"]


def offer(*specifications):
    return build_place(offers=[{"schema:priceSpecification": list(specifications)}])


def test_price_of_zero_is_not_free_but_the_policy_is():
    assert mapped(offer({"schema:minPrice": ["0"]})).is_free is None
    assert mapped(offer({"hasEligiblePolicy": {"@id": "kb:Free"}})).is_free is True
    assert mapped(offer({"hasEligiblePolicy": [{"@id": "kb:Free"}]}, {"schema:minPrice": ["5"]})).is_free is False


def test_odd_prices_are_mended_or_dropped():
    swapped = offer({"schema:minPrice": ["8"], "schema:maxPrice": ["7"]})
    assert (mapped(swapped).prices[0].min_amount, codes(swapped)) == (Decimal(7), ["price.swapped"])
    negative = offer({"schema:minPrice": ["-3"]})
    assert (mapped(negative).prices, codes(negative)) == ((), ["price.negative"])
    several = mapped(offer({"schema:minPrice": ["4", "9"]})).prices[0]
    assert (several.min_amount, several.max_amount) == (Decimal(4), Decimal(9))


def picture(url, **annotation):
    return {"ebucore:hasRelatedResource": [{"ebucore:locator": [url]}], "ebucore:hasAnnotation": [annotation]}


def test_main_picture_is_not_repeated_and_rights_are_kept():
    main = picture("http://a.fr/é.jpg", rightsEndDate="2020-12-31", credits=["©A"])
    record = mapped(build_place(hasMainRepresentation=[main], hasRepresentation=[main, picture("https://a.fr/2.jpg")]))
    assert [(m.url, m.is_main) for m in record.media] == [
        ("http://a.fr/%C3%A9.jpg", True),
        ("https://a.fr/2.jpg", False),
    ]
    assert record.media[0].rights_through == date(2020, 12, 31)


def test_picture_without_a_web_address_is_dropped():
    data = build_place(hasRepresentation=[picture("javascript:alert(1)")])
    assert (mapped(data).media, codes(data)) == ((), ["media.url"])


def test_booking_contact_that_is_the_same_person_is_shown_once():
    agent = {"@id": "x", "schema:telephone": ["02 54 90 33 33"], "schema:email": ["a@b.fr<a@b.fr"]}
    data = build_place(hasContact=[agent], hasBookingContact=[agent])
    contact = mapped(data).contacts
    assert len(contact) == 1
    assert (contact[0].telephones, contact[0].emails) == (("+33 2 54 90 33 33",), ("a@b.fr",))


def test_537_dates_are_kept_in_order_and_inverted_ones_reported():
    days = [
        (f"20{year}-{month:02}-{day:02}",) * 2
        for year in (26, 27)
        for month in range(12, 0, -1)
        for day in range(1, 24)
    ]
    record, findings = map_object(build_event(periods=[*days, ("2026-02-02", "2026-01-01")]))
    assert [p.starts_on for p in record.event_dates] == sorted(date.fromisoformat(day) for day, _ in days)
    assert [f.code for f in findings] == ["event.inverted"]


def test_merged_graph_on_the_creator_gives_only_its_name():
    creator = {"schema:legalName": "OT", "isLocatedAt": [place_at("10", "10")], "rdfs:label": {"fr": ["Autre"]}}
    record = mapped(build_place(hasBeenCreatedBy=creator))
    assert (record.producer, record.latitude) == ("OT", 47.585)


def test_audience_named_by_the_description_is_kept():
    dedicated = [{"@id": "kb:Gourmets", "rdfs:label": {"fr": ["Gastronomes"]}}]
    record = mapped(build_place(hasDescription=[{"shortDescription": {"fr": ["a"]}, "isDedicatedTo": dedicated}]))
    assert [(c.property, c.key) for c in record.concepts] == [("audience", "Gourmets")]


def test_unknown_property_is_reported_not_lost_in_silence():
    assert codes(build_place(newProperty=1)) == ["key.unknown"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2026-13-45", "kb:Free", "-1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*sorted(MAPPED_KEYS), "fr", "@id"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted({*MAPPED_KEYS, *LEFT_OUT})), JSON, max_size=6))
def test_whatever_json_stands_at_known_keys_nothing_is_raised(changes):
    record, findings = map_object({**build_place(), **changes})
    assert record is not None or any(finding.effect == "skipped" for finding in findings)
    assert {finding.code for finding in findings} <= set(TITLES)


def test_keys_and_identities_lose_the_bytes_no_database_takes():
    record = mapped(
        build_place(1, **{"@id": "https://data.datatourisme.fr/15/a\x00b", "hasTheme": {"@id": "kb:Wi\x00ne"}})
    )
    assert record.source_id == "ab"
    assert [concept.key for concept in record.concepts if concept.property == "theme"] == ["Wine"]
