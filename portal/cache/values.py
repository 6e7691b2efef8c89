"""Turn values into bytes for Redis and back: msgpack, never pickle, compressed when that pays."""

from functools import cache
from typing import Any

import msgspec
import zstandard

COMPRESS_FROM = 1024
"""Bytes; smaller values are kept as they are."""
LEVEL = 1
PLAIN, COMPRESSED = b"\x00", b"\x01"
MAX_BYTES = 8 * 1024 * 1024
"""Nothing of ours is larger; a damaged value must not fill the memory when it unfolds."""


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """A kept value; stamp: the generations it was computed under."""

    stamp: str
    value: msgspec.Raw


def pack(value: object, *, stamp: str) -> bytes:
    """Build the bytes of an entry."""
    raw = msgspec.msgpack.encode((stamp, value))
    if len(raw) <= COMPRESS_FROM:
        return PLAIN + raw
    # Compressors are not safe to share between threads, and cheap to make.
    return COMPRESSED + zstandard.ZstdCompressor(level=LEVEL).compress(raw)


def unpack(data: bytes) -> Entry | None:
    """Return the entry, its value still undecoded; None when the bytes are none of ours."""
    try:
        raw = _unfolded(data[1:]) if data[:1] == COMPRESSED else data[1:]
        entry: Entry = _decoder(Entry).decode(raw)
    except (msgspec.DecodeError, zstandard.ZstdError):
        return None
    return entry


def value_of(entry: Entry, kind: Any) -> Any:  # noqa: ANN401 - what msgspec decodes is what was asked for
    """Return the value; None when it has another shape, as after a deploy that changed `kind`."""
    try:
        return _decoder(kind).decode(entry.value)
    except msgspec.DecodeError:
        return None


@cache
def _decoder(kind: Any) -> "msgspec.msgpack.Decoder[Any]":  # noqa: ANN401 - any type msgspec knows
    return msgspec.msgpack.Decoder(kind)


def _unfolded(data: bytes) -> bytes:
    if zstandard.frame_content_size(data) > MAX_BYTES:
        raise zstandard.ZstdError("larger than anything we keep")
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_BYTES)
