"""Clean foreign text: control bytes, entities, line ends, and HTML down to plain paragraphs and links."""

import html
import re

import nh3

SUSPECT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\xa0<&\u2028\u2029\u202a-\u202e\u2066-\u2069]|  ")
"""Whatever lacks all of these is clean already, as nearly every text is."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""And signs that turn the direction of what follows: with them a name reads as another."""
DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
C1 = re.compile(r"[\x80-\x9f]")
MARKUP = re.compile(r"<[a-zA-Z/!]|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
BREAKING_TAG = re.compile(r"<\s{0,3}(br|/p|/div|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
"""None of them reads past the next "<": a text of nothing else would be read again and again."""
MOST_TAGS = 1_000
"""Of one text; the parser's time grows with the square of what is left open, and no description has so many."""
SPACES = re.compile(r"[ \t\u00a0]{2,}")
BLANK_LINES = re.compile(r"\n\s*\n+")
ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "a"}
ALLOWED_ATTRIBUTES = {"a": {"href"}}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
REL = "nofollow noopener noreferrer"


def plain(text: str) -> str:
    """Return one plain text without markup; line breaks stay."""
    if not SUSPECT.search(text):
        return text.strip()
    text = mend(text)
    if MARKUP.search(text):
        text = html.unescape(BREAKING_TAG.sub("\n", text))
        text = TAG.sub(" ", _without_comments(text)) if "<" in text else text
        text = _without_control(text)
    return SPACES.sub(" ", text).strip()


def paragraphs(texts: list[str]) -> str:
    """Return simple HTML (p, br, ul, ol, li, a) of one or several texts, each plain or with foreign HTML."""
    return "".join(map(_paragraphs, texts))


def safe(markup: str) -> str:
    """Return simple HTML with nothing in it but what `paragraphs` lets through; what it made itself stays as it is."""
    return nh3.clean(
        markup,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=REL,
        clean_content_tags={"script", "style"},
    ).strip()


def turns_direction(text: str) -> bool:
    """Say whether signs stand in a text that let what follows be read backwards."""
    return DIRECTION.search(text) is not None


def _paragraphs(text: str) -> str:
    if not MARKUP.search(text):
        return _plain_paragraphs(mend(text))
    return _markup(mend(text)) if text.count("<") <= MOST_TAGS else _plain_paragraphs(plain(text))


def mend(text: str) -> str:
    """Mend control bytes (C1 ones as Windows-1252 meant them) and line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _without_control(text).strip()


def _without_comments(text: str) -> str:
    """Leave comments out; what follows one that never ends stays."""
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[place:start])
        place = end + 3
    return " ".join([*kept, text[place:]]) if kept else text


def _without_control(text: str) -> str:
    if C1.search(text):
        text = C1.sub(lambda match: match.group().encode("latin-1").decode("cp1252", "ignore"), text)
    return CONTROL.sub("", text)


def _plain_paragraphs(text: str) -> str:
    blocks = [block.strip() for block in BLANK_LINES.split(text) if block.strip()]
    return "".join(
        f"<p>{html.escape(SPACES.sub(' ', block), quote=False).replace(chr(10), '<br>')}</p>" for block in blocks
    )


def _markup(text: str) -> str:
    cleaned = safe(text)
    if "<p>" in cleaned:
        return cleaned
    blocks = [block.strip() for block in BLANK_LINES.split(cleaned) if block.strip()]
    return "".join(
        block if block.startswith(("<ul", "<ol")) else f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks
    )
