"""Check the cleaning of foreign text."""

import time

import pytest

from portal.importers.cleaning import paragraphs, plain, safe


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("L\x92été", "L’été"),
        ("a\r\nb", "a\nb"),
        ("caf&eacute; &amp; th&eacute;", "café & thé"),
        ("un<br>deux", "un\ndeux"),
        ("<p>un</p>", "un"),
        ("a\x00b\x07c", "abc"),
        ("2 < 3 & 4", "2 < 3 & 4"),
        ("deux  espaces", "deux espaces"),
    ],
)
def test_plain(given, expected):
    assert plain(given) == expected


def test_script_and_handlers_are_gone_and_links_are_safe():
    html = '<p onclick="x()">Oui <script>alert(1)</script><a href="javascript:x">a</a> <a href="https://b.fr" target=_top>b</a></p>'
    assert paragraphs([html]) == (
        '<p>Oui <a rel="nofollow noopener noreferrer">a</a>'
        ' <a href="https://b.fr" rel="nofollow noopener noreferrer">b</a></p>'
    )


def test_plain_text_becomes_escaped_paragraphs():
    assert paragraphs(["un & deux\ntrois\n\nquatre <3"]) == "<p>un &amp; deux<br>trois</p><p>quatre &lt;3</p>"


NASTY = {
    "comments that never end": "<!--",
    "comments": "<!-- x -->",
    "tags that never end": "<br ",
    "lists in lists": "<ul><li>",
    "paragraphs in links": "<a href=x><p>",
    "entities": "&amp;lt;",
    "half entities": "&#",
    "brackets": "<",
    "spaces before brackets": "<   ",
    "line ends": "\n \r",
    "ends of tags": "</p",
    "attributes": "<p x='",
}
SMALL, LARGE_S = 50_000, 4.0
"""A hundred times as long as what it takes; where time grew with the square of the size, the larger ones would take minutes."""


@pytest.mark.parametrize("shape", NASTY)
def test_time_grows_with_the_size_whatever_the_shape(shape):
    started = time.process_time()
    for doubled in range(4):
        text = NASTY[shape] * (SMALL * 2**doubled // len(NASTY[shape]))
        plain(text)
        paragraphs([text])
    assert time.process_time() - started < LARGE_S


@pytest.mark.parametrize(
    "text", ["<p>un<br>deux</p>", "un & deux\ntrois\n\n<ul><li>a</li></ul>", "<a href='https://b.fr'>b</a>"]
)
def test_what_is_clean_stays_as_it_is(text):
    clean = paragraphs([text])
    assert safe(clean) == clean


def test_signs_of_direction_are_gone():
    assert plain("Hôtel \u202egro.elpmaxe\u202c Blois") == "Hôtel gro.elpmaxe Blois"


def test_comment_that_does_not_end_hides_nothing():
    assert plain("un <!-- deux --> trois <!-- quatre") == "un trois <!-- quatre"
