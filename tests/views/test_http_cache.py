"""Read pages as browsers and proxies with a cache do."""

import gzip

import pytest
from redis import Redis

from portal.db import db
from portal.services.outbox import drain as outbox_drain
from tests.outbox_client import execute

pytestmark = pytest.mark.usefixtures("indexed")

PUBLIC = ("/fr/", "/fr/search?q=blois", "/fr/about", "/en/legal")


def resource_url(pages) -> str:
    return pages.get("/fr/search?q=chateau+royal+de+blois").find("//article//a/@href")[0]


def test_public_pages_may_be_kept_and_are_asked_for_again_cheaply(pages):
    for url in (*PUBLIC, resource_url(pages)):
        response = pages.get(url).response
        assert response.cache_control.public
        assert response.cache_control.max_age + int(response.cache_control["stale-while-revalidate"]) <= 2
        assert "stale-if-error" in response.headers["Cache-Control"]
        assert "Cookie" not in response.headers.get("Vary", "")
        again = pages.client.get(url, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert pages.client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_fragment_and_page_are_kept_apart(pages):
    for _ in range(2):
        assert pages.get("/fr/search?q=amboise").find("/html/head")
        fragment = pages.get("/fr/search?q=amboise", htmx_target="results")
        assert fragment.find("//*[@id='results']") and not fragment.find("//main")
        assert fragment.response.headers["HX-Push-Url"] == "/fr/search?q=amboise"
        assert "HX-Target" in fragment.response.headers["Vary"]


def test_personal_pages_and_errors_are_kept_by_nobody(pages):
    for url, status in (("/fr/sign-in", 200), ("/fr/nope", 404), ("/fr/r/999999999-x", 404)):
        response = pages.get(url, status=status).response
        assert "no-store" in response.headers["Cache-Control"]
        assert "ETag" not in response.headers


def test_no_page_repeats_what_a_visitor_made_up(pages):
    page = pages.get("/fr/search?q=blois&evil=1", Host="evil.example")
    assert "evil" not in page.response.get_data(as_text=True)
    assert page.find("//link[@hreflang='en']/@href") == ["/en/search?q=blois"]


def test_second_visit_asks_neither_postgresql_nor_elasticsearch(pages, monkeypatch):
    urls = ("/fr/", "/fr/search?q=blois", resource_url(pages))
    first = [pages.get(url).text for url in urls]
    monkeypatch.setattr(db, "session", None)
    assert [pages.get(url).text for url in urls] == first


def test_edit_is_on_every_page_after_the_drain(pages, config):
    url = resource_url(pages)
    resource_id = int(url.split("/r/")[1].split("-")[0])
    before = {path: pages.get(path).text for path in (url, "/fr/search?q=chateau+royal+de+blois")}
    redis = Redis.from_url(config.redis_url)
    tokens = redis.mget("tourism:gen:lists", "tourism:gen:search", f"tourism:gen:resource:{resource_id}")
    execute("UPDATE resource_text SET short = 'Tout nouveau. ' || short WHERE resource_id = :id", id=resource_id)
    for path, text in before.items():
        assert pages.get(path).text == text, "nothing has told the cache yet"
    outbox_drain.drain(db.transaction)
    for path in before:
        assert "Tout nouveau." in pages.get(path).text
    moved = redis.mget("tourism:gen:lists", "tourism:gen:search", f"tourism:gen:resource:{resource_id}")
    assert all(old != new for old, new in zip(tokens, moved, strict=True))


def test_slug_of_another_name_still_leads_to_the_right_address(pages):
    url = resource_url(pages)
    pages.get(url)
    wrong = url.rsplit("/r/", 1)[0] + "/r/" + url.split("/r/")[1].split("-")[0] + "-x"
    assert pages.client.get(wrong).location == url


def test_list_of_suggestions_kept_while_the_index_is_behind_is_let_go_of(pages):
    def asked() -> str:
        return pages.get("/fr/suggest?q=zorglub", htmx_target="suggestions").text

    assert "Zorglub" not in asked()
    execute(
        "UPDATE resource_text SET name = 'Zorglub de Loches' WHERE resource_id = (SELECT min(id) FROM resource) AND lang = 'fr'"
    )
    outbox_drain.drain(db.transaction, sinks=("cache",))
    assert "Zorglub" not in asked(), "the index has not heard of it yet"
    outbox_drain.drain(db.transaction)
    assert "Zorglub" in asked()


def test_pushed_address_is_for_htmx_only_whoever_came_first(pages):
    for first in ({}, {"HX-Request": "true", "HX-Target": "foo"}):
        url = f"/fr/search?q=azay{len(first)}"
        for headers in (first, {}, {"HX-Request": "true", "HX-Target": "foo"}):
            pushed = pages.client.get(url, headers=headers).headers.get("HX-Push-Url")
            assert pushed == (url if headers else None)


def test_moved_address_is_not_remembered_for_good(pages):
    number = resource_url(pages).split("/r/")[1].split("-")[0]
    answer = pages.client.get(f"/fr/r/{number}-ancien-nom")
    assert answer.status_code == 301
    assert answer.cache_control.max_age <= 2


def test_mended_address_names_no_host(pages):
    answer = pages.client.get("/nope", headers={"Host": "evil.example"})
    assert "evil" not in answer.headers.get("Location", "")


def test_page_comes_compressed_to_whom_it_may_under_an_etag_of_its_own(pages):
    for url in (*PUBLIC, resource_url(pages)):
        plain = pages.client.get(url)
        packed = pages.client.get(url, headers={"Accept-Encoding": "gzip, br"})
        refused = pages.client.get(url, headers={"Accept-Encoding": "gzip;q=0"})
        assert gzip.decompress(packed.data) == plain.data == refused.data
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert plain.headers["ETag"] != packed.headers["ETag"]
        assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed))
        known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
        assert pages.client.get(url, headers=known).status_code == 304
        known["If-None-Match"] = plain.headers["ETag"]
        assert pages.client.get(url, headers=known).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", ""), ("br;q=0, gzip", "gzip")]
)
def test_static_file_comes_as_small_as_it_may(pages, accepted, coding):
    address = pages.get("/fr/").find("//link[@rel='stylesheet']/@href")[0]
    plain = pages.client.get(address)
    with pages.client.get(address, headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers.get("Content-Encoding", "") == coding
        assert answer.mimetype == "text/css"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.cache_control.max_age > 30_000_000
        assert (len(answer.data) < len(plain.data)) == bool(coding)
    plain.close()
