"""Read the visitor-facing category tree and find the place of a DATAtourisme record in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.errors import ConfigurationError, NotFound
from portal.vocabulary.yaml_files import read_yaml

TREE = Path(__file__).parent / "categories.yaml"
LANGUAGES = ("fr", "en", "de", "es", "it", "nl")
DEFAULT_CATEGORY = "shop.service"
DEPTH_OF_ROOTS = 1
"""Classes that nearly every record carries say nothing of what it is."""
EVENT, TOUR, PLACE, PRODUCT = "EntertainmentAndEvent", "Tour", "PlaceOfInterest", "Product"
FIRST_GROUPS = {"event": ("events",), "tour": ("tours",)}


@dataclass(frozen=True, slots=True)
class Category:
    """One node of the tree: a group ("see") or a leaf ("see.castle"); labels by language; icon: a lucide name."""

    key: str
    group: str
    icon: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Tree:
    groups: tuple[Category, ...]
    leaves: dict[str, tuple[Category, ...]]
    nodes: dict[str, Category]
    classes: dict[str, tuple[int, int, str]]
    """Class -> (depth, minus its place in the file, leaf key): the greatest wins."""


def groups() -> tuple[Category, ...]:
    """Return the groups in the order in which they are shown."""
    return _tree().groups


def leaves(group_key: str) -> tuple[Category, ...]:
    """Return the leaves of a group in the order in which they are shown."""
    return _tree().leaves.get(group_key, ())


def find_category(key: str) -> Category | None:
    """Return a group or leaf by its key."""
    return _tree().nodes.get(key)


def get_category(key: str) -> Category:
    """Return a group or leaf by its key; raise NotFound."""
    category = find_category(key)
    if category is None:
        raise NotFound(f"there is no category {key!r}")
    return category


def label(key: str, lang: str) -> str:
    """Return a category's name in `lang`, else in English."""
    labels = get_category(key).labels
    return labels.get(lang) or labels["en"]


def kind_of(classes: Iterable[str]) -> str:
    """Return "event", "tour", "product" (and nothing else) or "place"."""
    known = set(classes)
    if EVENT in known:
        return "event"
    if TOUR in known:
        return "tour"
    return "product" if PRODUCT in known and PLACE not in known else "place"


def category_of(classes: Iterable[str]) -> str:
    """Return the leaf of the deepest class; an event or a tour stays among events or tours whatever else it is."""
    best = _deepest(tuple(classes))
    return best[2] if best else DEFAULT_CATEGORY


def also_of(classes: Iterable[str], category: str) -> tuple[str, ...]:
    """Return the leaves and groups of all its classes but those of its category, without the leaves for what is hard to sort."""
    places = _tree().classes
    leaves = {places[name][2] for name in classes if name in places and places[name][0] > DEPTH_OF_ROOTS}
    found = {key for leaf in leaves if not leaf.endswith(".other") for key in (leaf, leaf.split(".")[0])}
    return tuple(sorted(found - {category, category.split(".")[0]}))


def classes_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the classes that stand for these leaves and groups."""
    wanted = set(keys)
    return tuple(
        name for name, (_, _, leaf) in _tree().classes.items() if leaf in wanted or leaf.split(".")[0] in wanted
    )


def main_class(classes: Iterable[str]) -> str:
    """Return the class that decided `category_of`, "" when none is known."""
    known = tuple(classes)
    best = _deepest(known)
    return next((name for name in known if best and _tree().classes.get(name) == best), "")


def _deepest(classes: tuple[str, ...]) -> tuple[int, int, str] | None:
    places = _tree().classes
    found = [places[name] for name in classes if name in places]
    groups_first = FIRST_GROUPS.get(kind_of(classes))
    if groups_first:
        found = [place for place in found if place[2].split(".")[0] in groups_first] or found
    return max(found, default=None)


@cache
def _tree() -> _Tree:
    raw = read_yaml(TREE)
    found: list[Category] = []
    nodes: dict[str, Category] = {}
    classes: dict[str, tuple[int, int, str]] = {}
    children: dict[str, tuple[Category, ...]] = {}
    for raw_group in raw:
        group = _category(raw_group, raw_group["key"], raw_group["key"])
        found.append(group)
        own = []
        for raw_leaf in raw_group["leaves"]:
            leaf = _category(raw_leaf, f"{group.key}.{raw_leaf['key']}", group.key)
            own.append(leaf)
            for name, depth in raw_leaf["classes"].items():
                if name in classes:
                    raise ConfigurationError(f"{TREE.name}: class {name} stands in two leaves")
                classes[name] = (depth, -len(classes), leaf.key)
        children[group.key] = tuple(own)
        nodes.update({category.key: category for category in (group, *own)})
    return _Tree(tuple(found), children, nodes, classes)


def _category(raw: dict[str, Any], key: str, group: str) -> Category:
    missing = [lang for lang in LANGUAGES if not raw["labels"].get(lang)]
    if missing:
        raise ConfigurationError(f"{TREE.name}: {key} has no label in {', '.join(missing)}")
    return Category(key=key, group=group, icon=raw["icon"], labels=raw["labels"])
