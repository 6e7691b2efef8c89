"""Check that the papers lead somewhere: links between them, and an index that has every decision."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
)
PAPERS = [ROOT / name for name in LISTED.stdout.split()]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_every_decision_is_in_the_index_with_its_number():
    folder = ROOT / "docs" / "decisions"
    rows = re.findall(r"^\| \[(\d+)\]\((\S+?)\) \|", (folder / "README.md").read_text("utf-8"), flags=re.MULTILINE)
    assert [name for _, name in rows] == sorted(file.name for file in folder.glob("0*.md"))
    assert all(int(number) == int(name[:4]) for number, name in rows)
