"""Open deliveries safely: a flux zip, a folder of objects, or single files, one object in memory at a time."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import orjson

from portal.errors import InvalidInput
from portal.importers.records import Finding

MEGABYTE = 1024 * 1024
OTHER_FILES = frozenset({"index.json", "context.jsonld", "thesaurus.json", "manifest.json"})
SUFFIXES = (".json", ".jsonld")
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"{}[]")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a delivery may ask of us; beyond it, an object is skipped or an archive refused."""

    object_bytes: int = 5 * MEGABYTE
    unpacked_bytes: int = 40 * 1024 * MEGABYTE
    members: int = 2_000_000
    ratio: int = 200
    depth: int = 64


@dataclass(frozen=True, slots=True)
class RawObject:
    """One object as delivered: where it stood, its bytes, and their hash."""

    name: str
    data: bytes
    content_hash: str


def count_objects(paths: Iterable[Path], *, limits: Limits | None = None) -> int:
    """Return how many objects the deliveries hold; raise InvalidInput when one cannot be opened."""
    return sum(_count(path, limits or Limits()) for path in paths)


def read_objects(paths: Iterable[Path], *, limits: Limits | None = None) -> Iterator[RawObject | Finding]:
    """Return every object of the deliveries in turn, or a finding in the place of one that cannot be used.

    Raise InvalidInput when a delivery as a whole cannot be read or breaks a limit.
    """
    for path in paths:
        yield from _read(path, limits or Limits())


def parse(raw: RawObject, *, limits: Limits | None = None) -> dict[str, object] | Finding:
    """Parse one object; return a finding when it is no JSON object, or nested too deeply."""
    try:
        data = orjson.loads(raw.data)
    except orjson.JSONDecodeError as error:
        return _skipped("file.not_json", raw.name, "The file is not readable JSON.", str(error))
    if not isinstance(data, dict):
        return _skipped("file.not_object", raw.name, "The file holds no single object.")
    if _is_deeper(raw.data, (limits or Limits()).depth):
        return _skipped("file.too_deep", raw.name, "The object is nested too deeply.")
    return data


def _is_deeper(raw: bytes, depth: int) -> bool:
    """Say whether brackets nest deeper than `depth`: peel the innermost pairs off, level by level."""
    brackets = raw.translate(None, NO_BRACKETS)
    for _ in range(depth):
        if not brackets:
            return False
        peeled = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(peeled) == len(brackets):
            return False  # what is left stands inside texts
        brackets = peeled
    return True


def _count(path: Path, limits: Limits) -> int:
    if path.is_dir():
        return sum(1 for _ in _files(path))
    if zipfile.is_zipfile(path):
        with _open(path, limits) as archive:
            return sum(_is_object(info.filename) for info in archive.infolist())
    return 1


def _read(path: Path, limits: Limits) -> Iterator[RawObject | Finding]:
    if not path.exists():
        raise InvalidInput(f"{path}: there is no such file or folder")
    if path.is_dir():
        for file in _files(path):
            yield _read_file(file, str(file.relative_to(path)), limits)
    elif zipfile.is_zipfile(path):
        yield from _read_archive(path, limits)
    elif path.suffix.lower() in SUFFIXES:
        yield _read_file(path, path.name, limits)
    elif path.suffix.lower() == ".zip":
        raise InvalidInput(f"{path}: the zip archive is damaged or incomplete; fetch it again")
    else:
        raise InvalidInput(f"{path}: neither a zip archive, a folder nor a JSON file")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and _is_object(path.name):
            yield path


def _is_object(name: str) -> bool:
    pure = PurePosixPath(name)
    return pure.suffix.lower() in SUFFIXES and pure.name not in OTHER_FILES


def _read_file(path: Path, name: str, limits: Limits) -> RawObject | Finding:
    size = path.stat().st_size
    if size > limits.object_bytes:
        return _too_large(name, size)
    return _raw(name, path.read_bytes())


def _open(path: Path, limits: Limits) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise InvalidInput(f"{path}: the archive cannot be opened: {error}") from error
    members = archive.infolist()
    if len(members) > limits.members:
        raise InvalidInput(f"{path}: {len(members)} members; {limits.members} at most are read")
    if sum(info.file_size for info in members) > limits.unpacked_bytes:
        raise InvalidInput(f"{path}: would unpack to more than {limits.unpacked_bytes // MEGABYTE} MB")
    return archive


def _read_archive(path: Path, limits: Limits) -> Iterator[RawObject | Finding]:
    with _open(path, limits) as archive:
        for info in archive.infolist():
            if info.is_dir() or PurePosixPath(info.filename).name in OTHER_FILES:
                continue
            yield _refusal(info, limits) or _read_member(archive, info, limits)


def _refusal(info: zipfile.ZipInfo, limits: Limits) -> Finding | None:
    name = info.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(info.external_attr >> 16):
        return _skipped("archive.unsafe_name", name, "The member's name leads out of the archive.")
    if not _is_object(name):
        return _skipped("archive.other_file", name, "The member is no JSON object and was not read.")
    if info.flag_bits & ENCRYPTED or info.compress_type not in COMPRESSIONS:
        return _skipped("archive.unreadable", name, "The member is encrypted or compressed in an unknown way.")
    if info.file_size > limits.object_bytes:
        return _too_large(name, info.file_size)
    if info.file_size > limits.ratio * max(info.compress_size, 1) and info.file_size > MEGABYTE:
        return _skipped("archive.bomb", name, "The member unpacks to suspiciously many times its size.")
    return None


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> RawObject | Finding:
    try:
        with archive.open(info) as file:
            data = file.read(limits.object_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        return _skipped("archive.unreadable", info.filename, "The member is damaged.", str(error))
    if len(data) > limits.object_bytes:
        return _too_large(info.filename, len(data))
    return _raw(info.filename, data)


def _raw(name: str, data: bytes) -> RawObject:
    return RawObject(name, data.removeprefix(b"\xef\xbb\xbf"), hashlib.blake2b(data, digest_size=16).hexdigest())


def _too_large(name: str, size: int) -> Finding:
    return _skipped("file.too_large", name, "The object is too large.", f"{size / MEGABYTE:.1f} MB")


def _skipped(code: str, name: str, message: str, detail: str = "") -> Finding:
    return Finding("skipped", code, "file", message, value=f"{name[:200]}: {detail}" if detail else name[:200])
