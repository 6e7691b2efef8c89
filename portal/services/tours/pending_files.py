"""Keep the files of a line for the time an editor looks at what speaks against it, so that they need not be chosen again."""

from dataclasses import dataclass

from portal.cache import values
from portal.cache.backend import current
from portal.cache.tiers import MINUTE_S, PREFIX
from portal.importers.gpx.mapping import GpxFile

TTL_MINUTES = 15
MAX_BYTES = 2 * 1024 * 1024
"""All files together; what is larger is asked for again."""


@dataclass(frozen=True, slots=True)
class LineUpload:
    """Files that wait for a confirmation. tour: as the editor wrote it; consent: what must be sent along for this very line."""

    tour: str
    consent: str
    files: tuple[GpxFile, ...]


def keep(owner: str, upload: LineUpload) -> bool:
    """Keep what was sent for TTL_MINUTES, instead of what the owner sent before; say whether it is kept.

    owner: name of the editor's session, "" keeps nothing. Redis holds it, best effort: who finds nothing asks for the files again.
    """
    if not owner or sum(len(file.data) for file in upload.files) > MAX_BYTES:
        return False
    data = values.pack(upload, stamp="")
    return bool(current().ask(lambda client: client.set(_name(owner), data, ex=TTL_MINUTES * MINUTE_S)))


def find(owner: str, *, tour: str, consent: str) -> LineUpload | None:
    """Return what this owner sent for this tour and was asked about; None when it is something else, too old, or cannot be had."""
    data = current().ask(lambda client: client.get(_name(owner))) if owner and consent else None
    entry = values.unpack(data) if isinstance(data, bytes) else None
    kept: LineUpload | None = values.value_of(entry, LineUpload) if entry else None
    return kept if kept is not None and (kept.tour, kept.consent) == (tour, consent) else None


def forget(owner: str) -> None:
    """Drop what is kept of this owner; what cannot be dropped ends by itself."""
    current().ask(lambda client: bool(client.delete(_name(owner))))


def _name(owner: str) -> str:
    return f"{PREFIX}line:{owner}"
