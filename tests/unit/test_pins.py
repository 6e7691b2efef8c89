"""Check that what is installed is what was chosen: pins with reasons, locks with hashes that agree with them, imports that are pinned."""

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUNS_ON = ("portal", "search", "workers", "bench", "demo", "script", "wsgi.py", "gunicorn.conf.py")
OURS = {"portal", "search", "workers", "bench", "demo", "tests", "wsgi"}
PINS = {"requirements.lock": "requirements.txt", "requirements-dev.lock": "requirements-dev.txt"}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def pins(name: str) -> dict[str, Requirement]:
    lines = (line.split("#")[0].strip() for line in read(name).splitlines())
    found = [Requirement(line) for line in lines if line and not line.startswith("-r ")]
    return {canonicalize_name(pin.name): pin for pin in found}


def locked(name: str) -> dict[str, tuple[Requirement, str]]:
    """Return each package of a lock with what stands below it: hashes, and who asked for it."""
    entries = re.split(r"\n(?=[a-z0-9])", read(name))[1:]
    found = [(Requirement(head.rstrip(" \\")), rest) for head, _, rest in (entry.partition("\n") for entry in entries)]
    return {pin.name: (pin, rest) for pin, rest in found}


@pytest.mark.parametrize("name", PINS.values())
def test_each_pin_is_exact_and_says_why_it_is_there(name):
    for line in read(name).splitlines():
        if not line.startswith(("#", "-r ")):
            assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]* +# \S.+", line), line


@pytest.mark.parametrize(("lock", "name"), PINS.items())
def test_lock_has_the_pins_and_no_pin_that_was_taken_out(lock, name):
    chosen = {key: str(pin.specifier) for key, pin in pins(name).items()}
    asked_for = {key: str(pin.specifier) for key, (pin, rest) in locked(lock).items() if f"-r {name}" in rest}
    assert chosen == asked_for


def test_what_is_tested_is_what_runs():
    runs, tested = (
        {(key, str(pin.specifier)) for key, (pin, _) in locked(lock).items()}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert runs <= tested


@pytest.mark.parametrize("lock", PINS)
def test_every_package_has_hashes_and_no_lock_names_a_host(lock):
    entries = locked(lock)
    assert len(entries) == read(lock).count("==") - read(lock).count(" == ")
    assert [key for key, (_, rest) in entries.items() if "--hash=sha256:" not in rest] == []
    assert [line for line in read(lock).splitlines() if re.search(r"//|--(extra-)?index|--find|\w@", line)] == []


def test_browser_libraries_have_hashes_and_name_no_host():
    packages = {key: package for key, package in json.loads(read("package-lock.json"))["packages"].items() if key}
    assert packages
    assert [key for key, package in packages.items() if not package.get("integrity")] == []
    assert [key for key, package in packages.items() if "resolved" in package] == []


def imported(paths: list[Path]) -> set[str]:
    modules = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [str(node.module)]
            modules |= {name.split(".")[0] for name in names}
    return modules - OURS - sys.stdlib_module_names


def sources(*roots: str) -> list[Path]:
    return [file for root in roots for file in ([ROOT / root] if root.endswith(".py") else (ROOT / root).rglob("*.py"))]


@pytest.mark.parametrize(("roots", "names"), [(RUNS_ON, ("requirements.txt",)), (("tests",), tuple(PINS.values()))])
def test_what_is_imported_is_pinned_itself(roots, names):
    made_by = packages_distributions()
    chosen = {key for name in names for key in pins(name)}
    modules = imported(sources(*roots))
    assert {"flask", "sqlalchemy"} <= modules
    floating = [
        module for module in modules if chosen.isdisjoint(map(canonicalize_name, made_by.get(module, [module])))
    ]
    assert sorted(floating) == []
