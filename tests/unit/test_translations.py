"""Check that the interface is whole in every language."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.config import LANGUAGES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    target = tmp_path_factory.mktemp("i18n") / "messages.pot"
    command = [
        Path(sys.executable).parent / "pybabel",
        "-q",
        "extract",
        "-F",
        "babel.cfg",
        *(
            "-k",
            "lazy_gettext",
            "-k",
            "marked",
            "-k",
            "skipped:3",
            "-k",
            "dropped:3",
            "-k",
            "mended:3",
            "-k",
            "_skipped:3",
        ),
        "-o",
        target,
        ".",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with target.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_interface_is_translated(wanted, lang):
    with (ROOT / "portal" / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = {message.id: message.string for message in read_po(file) if message.id}
    missing = [
        id
        for id in wanted
        if not catalog.get(id) or not all(catalog[id] if isinstance(catalog[id], tuple) else [catalog[id]])
    ]
    assert wanted
    assert missing == []
