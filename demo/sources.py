"""Read demo/sources/*.yaml and refuse what it does not know, naming file and entry."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
REQUIRED = {"id", "type", "name", "short", "long", "commune", "point"}
OPTIONAL = {
    "street",
    "website",
    "telephone",
    "hours",
    "hours_text",
    "prices",
    "free",
    "accessible",
    "pets",
    "features",
    "themes",
    "labels",
    "languages",
    "capacity",
    "tour",
    "dates",
}
LANGUAGES = {"fr", "en", "de", "es", "it", "nl"}
EVENT = "EntertainmentAndEvent"


class SourceError(ValueError):
    """An entry of the sources cannot be used; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the sources, checked; `classes` are its own ones, the most specific."""

    id: str
    classes: tuple[str, ...]
    raw: dict[str, Any]

    @property
    def is_event(self) -> bool:
        """Say whether the entry takes place on dates."""
        return any(EVENT in vocabulary()["classes"][name] for name in self.classes)


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    """Return the names of concepts and the ancestors of classes that the demo uses."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "concepts.yaml").read_text("utf-8"))
    return found


def read_entries(folder: Path = HERE / "sources") -> list[Entry]:
    """Return all entries in order of file and place; raise SourceError for the first that is wrong."""
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text("utf-8")) or []:
            entry = _entry(raw, path.name)
            if entry.id in entries:
                raise SourceError(f"{path.name}: {entry.id} stands there twice")
            entries[entry.id] = entry
    return list(entries.values())


def _entry(raw: dict[str, Any], file: str) -> Entry:
    where = f"{file}: {raw.get('id', '?')}"
    if missing := REQUIRED - set(raw):
        raise SourceError(f"{where} lacks {', '.join(sorted(missing))}")
    if unknown := set(raw) - REQUIRED - OPTIONAL:
        raise SourceError(f"{where} has unknown keys {', '.join(sorted(unknown))}")
    for name in ("name", "short", "long"):
        texts = raw[name]
        if not {"fr", "en"} <= set(texts) <= LANGUAGES or not all(texts.values()):
            raise SourceError(f"{where}: {name} needs fr and en, and nothing but {', '.join(sorted(LANGUAGES))}")
    classes = raw["type"] if isinstance(raw["type"], list) else [raw["type"]]
    known = vocabulary()
    concepts = [*raw.get("features", []), *raw.get("themes", []), *raw.get("labels", [])]
    concepts += [price["policy"] for price in raw.get("prices", [])]
    for key, kind in [*((name, "classes") for name in classes), *((key, "concepts") for key in concepts)]:
        if key not in known[kind]:
            raise SourceError(f"{where}: {key} is not in concepts.yaml under {kind}")
    entry = Entry(raw["id"], tuple(classes), raw)
    if entry.is_event != ("dates" in raw):
        raise SourceError(f"{where}: events have dates, and only events")
    return entry
