"""Check the cleaning of foreign text."""

import pytest

from portal.importers.cleaning import paragraphs, plain


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
