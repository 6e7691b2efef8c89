"""Answer with kept pages: whole HTML under a key and its generations, compressed once, with ETag, 304 and what other caches go by."""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b

import msgspec
from flask import Response, request

from portal.cache import hit_counts, page_visits
from portal.cache.memory import Memory
from portal.cache.recall import Key, recall

FRESH_S = 1
STALE_S = 1
"""Together the two seconds after which every reader sees an edit; the server answers a second question with 304."""
STALE_IF_ERROR_S = 24 * 3600
PUBLIC = f"public, max-age={FRESH_S}, stale-while-revalidate={STALE_S}, stale-if-error={STALE_IF_ERROR_S}"
ETAG_BYTES = 12
LEVEL = 6
JOINED_KEPT = 500
"""About 10 MB."""
KEPT_HEADERS = ("Vary",)


class KeptPage(msgspec.Struct, array_like=True, frozen=True):
    """A page as it was rendered, compressed as nearly every browser takes it.

    etag: of the page as it is; compressed it is another one. slug: its one address, or the end of it. is_shared: False when nobody may
    keep it (the simple search). total: how many results a search page tells of. around: generations of what stands beside it.
    """

    etag: str
    packed: bytes
    headers: dict[str, str]
    slug: str
    is_shared: bool
    total: int = 0
    around: tuple[str, ...] = ()

    @property
    def html(self) -> bytes:
        """Return the page as it was rendered."""
        return gzip.decompress(self.packed)


memory: Memory[KeptPage] = Memory()


def recall_page(key: Key, render: Callable[[], KeptPage]) -> KeptPage:
    """Return the page kept under `key`, or render and keep it; what `render` raises is never kept."""
    known = memory.find(key.name)
    if known is not None:
        hit_counts.count(key.tier, hits=1, misses=0)
        return known
    page = recall(key, KeptPage, render, is_kept=lambda page: page.is_shared)
    if page.is_shared:
        memory.keep(key.name, page)
    return page


def build_file(data: bytes, *, media_type: str, name: str = "") -> KeptPage:
    """Turn a file into what can be kept as a page is; name: to save it under, "" to show it."""
    headers = {"Content-Type": media_type}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    etag = blake2b(data, digest_size=ETAG_BYTES).hexdigest()
    return KeptPage(packed=_packed(data), etag=etag, headers=headers, slug=name, is_shared=True)


def build_page(
    response: Response, *, slug: str = "", is_shared: bool = True, total: int = 0, around: Iterable[str] = ()
) -> KeptPage:
    """Turn a rendered answer into a page that can be kept."""
    html = response.get_data()
    return KeptPage(
        packed=_packed(html),
        etag=blake2b(html, digest_size=ETAG_BYTES).hexdigest(),
        headers={name: ", ".join(response.headers.getlist(name)) for name in KEPT_HEADERS if name in response.headers},
        slug=slug,
        is_shared=is_shared,
        total=total,
        around=tuple(around),
    )


def answer(page: KeptPage, *, then: KeptPage | None = None, slot: bytes = b"") -> Response:
    """Answer with a page; `then` takes the place of `slot` in it. 304 when the reader has it already."""
    _count_visit()
    is_packed = request.accept_encodings["gzip"] > 0
    packed, etag = (page.packed, page.etag) if then is None else _joined(page, then, slot)
    response = Response(packed if is_packed else gzip.decompress(packed))
    response.headers.update({"Content-Type": "text/html; charset=utf-8", **page.headers})
    response.vary.add("Accept-Encoding")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    if not page.is_shared or (then is not None and not then.is_shared):
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = PUBLIC
    response.headers["ETag"] = f'"{etag}-gz"' if is_packed else f'"{etag}"'
    if request.if_none_match:
        response.make_conditional(request)
    return response


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, LEVEL, mtime=0)


_joined_pages: OrderedDict[str, bytes] = OrderedDict()
"""Pages with a part put in, as this process made them last; of two compressed parts no whole can be made without unpacking them."""


def _joined(page: KeptPage, then: KeptPage, slot: bytes) -> tuple[bytes, str]:
    etag = page.etag + then.etag
    packed = _joined_pages.get(etag)
    if packed is None:
        packed = _joined_pages[etag] = _packed(page.html.replace(slot, then.html))
        if len(_joined_pages) > JOINED_KEPT:
            _joined_pages.popitem(last=False)
    return packed, etag


def _count_visit() -> None:
    agent = request.user_agent.string
    page_visits.count(request.full_path.rstrip("?"), visitor=request.remote_addr or "", agent=agent)
