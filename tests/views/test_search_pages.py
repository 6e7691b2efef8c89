"""Read search pages as a traveller: what was understood, why, and what helps when there is nothing."""

import re
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from babel import dates
from elastic_transport import Transport
from sqlalchemy import event, text

from portal.cache import generations
from portal.db import db
from portal.presenters import formats
from portal.services.accounts import accounts
from portal.services.usage import query_log
from search.criteria import Criteria

pytestmark = pytest.mark.usefixtures("indexed")


def chips(page) -> dict[str, str]:
    return {" ".join(a.text_content().split()): a.get("href") for a in page.find("//ul[contains(@class,'chips')]//a")}


def test_reading_is_shown_and_can_be_taken_back(pages):
    page = pages.get("/fr/search?q=restaurant+%C3%A0+Blois")
    (read,) = [(label, url) for label, url in chips(page).items() if label.endswith("à Blois")]
    assert "Lu dans « blois »" in read[0]
    assert parse_qs(urlsplit(read[1]).query) == {"q": ["restaurant à Blois"], "literal": ["blois"]}
    plain = pages.get(read[1])
    assert not any(label.endswith("à Blois") for label in chips(plain) if "Lu dans" in label)
    assert plain.find("//form//input[@name='literal']/@value") == ["blois"], "the next search keeps it"


def test_written_day_is_shown_and_is_what_the_filter_of_days_finds(pages):
    day = next(day for year in (0, 1) if (day := date(date.today().year + year, 6, 2)) > date.today())
    page = pages.get("/fr/search?q=ouvert+le+2+juin")
    label = f"Ouvert le {dates.format_date(day, 'full', locale='fr')}"
    (chip,) = [(words, url) for words, url in chips(page).items() if words.endswith(label)]
    assert sorted(page.card_names()) == sorted(pages.get(f"/fr/search?date={day}").card_names())
    assert not any("Ouvert" in words for words in chips(pages.get(chip[1])))


def test_what_is_called_so_is_found_whatever_was_read(pages):
    for name in ("Musée du Compagnonnage", "Troo, cité troglodytique", "Gare de Tours", "Vieux Blois, ville royale"):
        assert pages.get(f"/fr/search?q={name}").card_names()[0] == name


def test_misspelt_text_offers_the_right_one_and_what_comes_close(pages):
    page = pages.get("/fr/search?q=chateau+de+vilandri")
    assert "Vouliez-vous dire" in page.text
    assert any("Villandry" in name for name in page.card_names()[:3])
    assert page.response.headers["Cache-Control"] == "no-store", "help depends on all there is"


def test_filter_that_leaves_nothing_is_named_with_what_would_be_there_without_it(pages):
    page = pages.get("/fr/search?q=zoo&commune=41018")
    offers = page.find("//ul[@class='ways-out']/li")
    assert offers
    counts = [
        int("".join(c for c in offer.text_content().split("(")[1] if c.isdigit()))
        for offer in offers
        if "(" in offer.text_content()
    ]
    link = offers[0].xpath("./a/@href")[0]
    shown = pages.get(link).find("//h1")[0].text_content()
    assert str(counts[0]) in shown


def test_nothing_at_a_place_shows_what_is_nearest(pages):
    page = pages.get("/fr/search?q=plage+Chinon&price=free&category=stay.camping")
    assert "Le plus proche" in page.text


def test_choices_that_only_an_address_made_up_are_said_to_be_unknown_or_dropped(pages):
    page = pages.get("/nl/search?commune=99999&feature=Zzz&language=xx&language=de")
    assert [words for words in chips(page) if words.startswith("Verwijderen")] == [
        "Verwijderen: onbekende keuze (99999)",
        "Verwijderen: onbekende keuze (Zzz)",
        "Verwijderen: Duits",
    ]
    assert not page.find("//input[@value='99999' or @value='Zzz' or @value='xx']")


@pytest.mark.parametrize(
    "area", ["zone=custom-NOPE", "bbox=2,48,1,47", "lat=99&lon=1&radius=5000", "within=0,0;1,1;0,1;1,0"]
)
def test_area_that_is_none_is_not_dropped_without_a_word(pages, area):
    pages.get("/fr/search?q=tour")  # kept, and not shown instead
    assert "inconnue" in pages.get(f"/fr/search?q=tour&{area}").text
    assert "inconnue" not in pages.get("/fr/search?q=tour&lat=&lon=").text


@pytest.mark.parametrize(
    "radius", ["000005000" + "9" * 5000, "000005000" + "0" * 400, "00000500099999999999999", "5000.0", "٥٠٠٠"]
)
def test_radius_that_is_none_of_the_choices_counts_as_not_given(pages, radius):
    for path in ("search", "search/map"):
        answer = pages.client.get(f"/fr/{path}", query_string={"lat": "47.5", "lon": "1.3", "radius": radius})
        assert answer.status_code == 200
        assert radius not in answer.text


def test_links_carry_no_empty_parameters(pages):
    page = pages.get("/fr/search?q=zoo&sort=&price=&lat=&lon=&date=&radius=&category=&literal=&commune=41018&page=")
    addresses = page.find("//@href|//@action|//@hx-get|//@data-points")
    assert any("commune=41018" in address for address in addresses)
    assert not [address for address in addresses if re.search(r"=(&|$)", address)]


@pytest.mark.parametrize(("path", "status"), [("/fr/search?q=zoo", 400), ("/", 400), ("/fr/nowhere", 400)])
def test_host_that_is_none_is_answered_by_the_page_of_errors(pages, path, status):
    answer = pages.client.get(path, headers={"Host": "x..y"})
    assert answer.status_code == status
    assert "search-form" in answer.text or 'action="/fr/search"' in answer.text
    assert "x..y" not in answer.text


def test_location_is_a_tree(pages):
    page = pages.get("/fr/search?department=41")
    below = page.find("//input[@name='department' and @value='41']/ancestor::li[1]//input[@name='commune']/@value")
    assert "41018" in below
    both = pages.get("/fr/search?department=37&commune=41018")
    assert "résultats" in both.find("//h1")[0].text_content()


def test_each_result_says_why(pages):
    page = pages.get("/fr/search?q=ch%C3%A2teau+de+chenonceau")
    first = page.find("//li[@data-rank='1']")[0]
    assert "Son nom est exactement celui-là." in first.text_content()
    near = pages.get("/fr/search?q=ch%C3%A2teau+pr%C3%A8s+d%27Amboise")
    assert "du centre (Amboise)" in near.find("//li[@data-rank='1']")[0].text_content()


def test_terms_in_numbers_are_for_those_who_keep_the_portal(pages):
    with db.transaction() as session:
        accounts.create(session, email="e@example.org", password="long enough 1", role="editor")
    page = pages.get("/fr/search?q=chateau&explain=1")
    assert not page.find("//dl[@class='reason__terms']")
    token = pages.get("/fr/sign-in").find("//input[@name='csrf_token']/@value")[0]
    pages.client.post("/fr/sign-in", data={"email": "e@example.org", "password": "long enough 1", "csrf_token": token})
    page = pages.get("/fr/search?q=chateau&explain=1")
    terms = page.find("(//dl[@class='reason__terms'])[1]/dd/text()")
    *parts, total = (float(term.replace(",", ".")) for term in terms)
    assert sum(parts) == pytest.approx(total, abs=0.003)
    assert page.response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "query",
    [
        "q=restaurant+%C3%A0+Blois",
        "category=see&department=41",
        "q=jardin&feature=Toilet&lat=47.4&lon=0.9&radius=25000",
        "q=marché+de+noël",
        "q=chenonso",
    ],
)
def test_page_costs_two_requests_and_three_statements_and_a_few_more_where_a_word_is_unknown(pages, query, monkeypatch):
    statements, requests, real = [], [], Transport.perform_request

    def counted(self, method, target, **options):
        requests.append(target)
        return real(self, method, target, **options)

    generations.move_on((generations.EPOCH,))
    monkeypatch.setattr(Transport, "perform_request", counted)
    listener = lambda conn, cursor, statement, *rest: statements.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        pages.get(f"/fr/search?{query}")
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert len(requests) <= 2
    most = 8 if "chenonso" in query else 3
    assert len([s for s in statements if s.strip().upper().startswith(("SELECT", "WITH"))]) <= most, statements


def test_questions_are_counted_without_people(config):
    for words in ("Château gratuit", "chateau gratuit", "jean@example.org", "06 12 34 56 78 90123456"):
        query_log.count(Criteria(text=words), total=3)
    query_log.count_choice(Criteria(text="château gratuit"), rank=4)
    query_log.tell()
    with db.transaction() as session:
        assert query_log.store(session) >= 1
        rows = session.execute(
            text("SELECT words, searches, results, chosen, rank_sum FROM search_query WHERE words LIKE '%gratuit'")
        ).all()
        everything = " ".join(session.execute(text("SELECT words FROM search_query")).scalars())
    assert [tuple(row) for row in rows] == [("chateau gratuit", 2, 3, 1, 4)]
    assert "jean" not in everything
    assert "90123456" not in everything


def test_opened_result_is_noted_and_nonsense_is_not(pages):
    for query, status in (
        ("q=x&rank=3", 204),
        ("q=x&rank=-1", 204),
        ("rank=9999999999999", 204),
        ("q=%00&rank=a", 204),
    ):
        assert pages.client.post(f"/fr/search/chosen?{query}").status_code == status


def test_suggestions_are_a_list_with_groups(pages):
    page = pages.get("/fr/suggest?q=ambo", htmx_target="suggestions")
    assert page.root.get("role") == "listbox"
    options = page.find("//*[@role='option']")
    assert unquote(options[0].get("href")) == "/fr/search?commune=37003"
    assert len({option.get("id") for option in options}) == len(options)
    assert pages.get("/fr/suggest?q=", htmx_target="suggestions").find("//*[@role='option']") == []
    for odd in ("%00", "%", "a" * 500, "%F0%9F%8F%B0", "lat=nan&q=x"):
        pages.get(f"/fr/suggest?q={odd}", htmx_target="suggestions")


def test_numbers_on_pages_are_written_by_the_filter_that_keeps_them(app):
    assert app.jinja_env.filters["decimalformat"] is formats.decimalformat


def test_moment_asked_for_is_told_as_it_was_asked(pages):
    page = pages.get("/fr/search?q=chateau&open=2026-11-29T10:00")
    assert "29/11/2026 10:00" in page.text


def test_places_are_said_in_french_as_the_french_say_them(pages):
    assert "autour d’Amboise" in pages.get("/fr/search?q=chateau+pres+d'Amboise").text
    assert "autour d’Azay-le-Rideau" in pages.get("/fr/search?q=restaurant+près+d'Azay-le-Rideau").text
