"""The contract of templates: fragments have their root id, nothing is marked safe, no inline code."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "portal" / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
FRAGMENTS = [path for path in ALL if path.name.startswith("_")]


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def test_there_are_templates():
    assert ALL
    assert FRAGMENTS


@pytest.mark.parametrize("path", FRAGMENTS, ids=name_of)
def test_fragment_has_its_root_id_and_names_its_inputs(path: Path):
    source = path.read_text("utf-8")
    assert source.startswith("{#"), "the first line is a comment with the fragment's inputs"
    assert f'id="{path.stem.removeprefix("_")}"' in source


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_nothing_is_marked_safe_and_no_code_is_inline(path: Path):
    source = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b", source)
    assert not re.search(r"<[a-z][^>{]*\s(style|on[a-z]+)=", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert "<style" not in source


@pytest.mark.parametrize("path", [p for p in ALL if p.parent.name == "components"], ids=name_of)
def test_components_are_macros_only(path: Path):
    outside = re.sub(
        r"{#.*?#}|{%-?\s*macro.*?endmacro\s*-?%}|{%-?\s*(import|from).*?%}", "", path.read_text("utf-8"), flags=re.S
    )
    assert not outside.strip()
