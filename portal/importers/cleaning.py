"""Clean foreign text: control bytes, entities, line ends, and HTML down to plain paragraphs and links."""

import html
import re

import nh3

SUSPECT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\xa0<&]|  ")
"""Whatever lacks all of these is clean already, as nearly every text is."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
C1 = re.compile(r"[\x80-\x9f]")
MARKUP = re.compile(r"<[a-zA-Z/!]|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
BREAKING_TAG = re.compile(r"<\s*(br|/p|/div|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)
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
        text = TAG.sub(" ", text) if "<" in text else text
        text = _without_control(text)
    return SPACES.sub(" ", text).strip()


def paragraphs(texts: list[str]) -> str:
    """Return simple HTML (p, br, ul, ol, li, a) of one or several texts, each plain or with foreign HTML."""
    return "".join(_markup(mend(text)) if MARKUP.search(text) else _plain_paragraphs(mend(text)) for text in texts)


def mend(text: str) -> str:
    """Mend control bytes (C1 ones as Windows-1252 meant them) and line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _without_control(text).strip()


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
    cleaned = nh3.clean(
        text,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=REL,
        clean_content_tags={"script", "style"},
    ).strip()
    if "<p>" in cleaned:
        return cleaned
    blocks = [block.strip() for block in BLANK_LINES.split(cleaned) if block.strip()]
    return "".join(
        block if block.startswith(("<ul", "<ol")) else f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks
    )
