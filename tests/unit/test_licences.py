"""Check that the licence is one and whole, and that what is shipped or run on is named with its own."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
EUPL_WITHOUT_SPACES = "fd5f5f818c2513007514ce061e79dcdaca59920da090d81368bddc0fa386d6b0"
"""SHA-256 of the text of SPDX's list; two npm packages ship the same (decision 12)."""


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def named() -> set[str]:
    return set(re.findall(r"`([a-z@][^` ]*)`", read("docs/licences.md")))


def browser_packages() -> dict[str, dict[str, str]]:
    packages = json.loads(read("package-lock.json"))["packages"]
    return {path.removeprefix("node_modules/"): it for path, it in packages.items() if path and "dev" not in it}


def test_licence_is_the_whole_eupl_and_the_same_everywhere():
    assert hashlib.sha256("".join(read("LICENSE").split()).encode()).hexdigest() == EUPL_WITHOUT_SPACES
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "EUPL-1.2"
    assert json.loads(read("package.json"))["license"] == "EUPL-1.2"


def test_every_package_the_portal_runs_on_is_named_with_its_licence():
    packages = set(re.findall(r"^([a-z0-9-]+)==", read("requirements.lock"), flags=re.M))
    assert packages
    assert packages - named() == set()


def test_every_browser_library_is_named_with_its_licence():
    assert "maplibre-gl" in browser_packages()
    assert set(browser_packages()) - named() == set()


def test_notices_of_all_browser_libraries_are_sent_along():
    notices = read("portal/static/vendor/licences.txt")
    for name, package in browser_packages().items():
        notice = notices.partition(f"\n{name} {package['version']}\n")[2].partition(f"\n{'=' * 80}\n")[0]
        assert re.search(r"permission|redistribution|license", notice, flags=re.IGNORECASE), name
    assert "Copyright (c) 2023, MapLibre contributors" in notices
    assert "Redistributions in binary form must reproduce the above copyright notice" in notices
