"""The stops of the house style: sizes of files and functions, imports at the top, docstrings first."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_FUNCTION, MOST_POSITIONAL = 250, 40, 4
DATA = ("portal/migrations/versions/", "portal/translations/", "demo/sources/")


def tracked(*endings: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *(f"*{ending}" for ending in endings)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed if not name.startswith(DATA) and (ROOT / name).exists()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


PYTHON = tracked(".py")
SOURCES = [path for path in PYTHON if name_of(path).split("/")[0] in ("portal", "search", "workers", "demo")]


@pytest.mark.parametrize("path", tracked(".py", ".html", ".js", ".css"), ids=name_of)
def test_file_is_short_enough_to_read(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_functions_are_short(path: Path):
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions(path) if f.end_lineno - f.lineno >= LONGEST_FUNCTION}
    assert not long


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_functions_take_few_positional_parameters(path: Path):
    many = [
        f.name
        for f in functions(path)
        if len([a for a in (*f.args.posonlyargs, *f.args.args) if a.arg not in ("self", "cls")]) > MOST_POSITIONAL
    ]
    assert not many


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_no_import_inside_a_function(path: Path):
    inside = [f.name for f in functions(path) for node in ast.walk(f) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not inside


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_module_says_what_it_is(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    if path.name == "__init__.py":
        assert len(tree.body) == 1, "an __init__.py is only a docstring"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_errors_are_named(path: Path):
    """`except Exception` stands only where every failure must be noted and raised on: jobs, import runs, the error page."""
    allowed = {"workers/context.py", "portal/services/imports/run.py", "portal/web/error_pages.py"}
    caught = [
        handler.lineno
        for handler in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(handler, ast.ExceptHandler)
        and (
            handler.type is None
            or (isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException"))
        )
    ]
    assert not caught or name_of(path) in allowed
