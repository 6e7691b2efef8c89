"""Ask what browsers and crawlers ask every site for."""

from dataclasses import replace

import pytest
from lxml import html

from portal.app import create_app


def test_robots_are_let_in_where_pages_are(app):
    answer = app.test_client().get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    lines = answer.text.splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert "Sitemap" not in answer.text, "there is none"
    assert all(line.startswith("Disallow: /") and len(line) > len("Disallow: /") for line in lines[2:])


def test_robots_file_names_only_what_is_there(app):
    rules = [rule.rule.replace("<language:lang>", "*") for rule in app.url_map.iter_rules()]
    for line in app.test_client().get("/robots.txt").text.splitlines()[2:]:
        path = line.removeprefix("Disallow: ")
        parts = path.strip("/").split("/")
        assert any(all(part == "*" or part in rule for part in parts) for rule in rules), path


def test_sign_of_the_site_is_where_browsers_look_for_it(app):
    with app.test_client().get("/favicon.ico") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/x-icon")
        assert answer.data[:4] == b"\x00\x00\x01\x00"
        assert "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/robots.txt/", "/favicon.ico/x", "/sitemap.xml", "/status", "/pt/", "/fr-FR/"])
def test_what_is_not_there_is_not_found(app, path):
    assert app.test_client().get(path).status_code == 404


def test_public_address_gives_canonical_and_hreflang_and_refuses_other_hosts(config):
    app = create_app(replace(config, public_url="https://escale.example"))
    client = app.test_client()
    answer = client.get("/de/about", headers={"Host": "escale.example"})
    assert '<link rel="canonical" href="https://escale.example/de/about">' in " ".join(answer.text.split())
    page = html.fromstring(answer.text)
    found = {link.get("hreflang"): link.get("href") for link in page.findall(".//link[@hreflang]")}
    assert found["x-default"] == found["fr"] == "https://escale.example/fr/about"
    assert len(found) == 7
    assert client.get("/de/about", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/health/live", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_first_pictures_of_a_list_do_not_wait(indexed, pages):
    loading = pages.get("/fr/search?q=chateau").find("//article//img[@class='illustration']/@loading")
    assert loading[:3] == ["eager"] * 3
    assert set(loading[3:]) == {"lazy"}
