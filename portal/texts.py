"""Small things done with texts of any record: the end of an address, the best language there is."""

from functools import lru_cache

from slugify import slugify

SLUG_LENGTH = 60
SLUGS_KEPT = 20_000


@lru_cache(SLUGS_KEPT)
def build_slug(name: str) -> str:
    """Turn a name into the readable end of an address."""
    return slugify(name, max_length=SLUG_LENGTH, word_boundary=True) or "x"


def translated(texts: dict[str, str] | None, lang: str) -> str:
    """Return the text in `lang`, else in French, English or any language; "" when there is none."""
    texts = texts or {}
    return texts.get(lang) or texts.get("fr") or texts.get("en") or next(iter(texts.values()), "")
