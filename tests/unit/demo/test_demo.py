"""Check the demo region: complete, true to the archive's form, never old."""

import json
import zipfile
from datetime import date, timedelta

import pytest

from demo.build import build
from demo.calendar import build_opening_entries, build_periods
from demo.sources import SourceError, read_entries
from portal.importers.datatourisme.mapping import map_object

TODAY = date(2026, 11, 24)


def test_sources_are_many_and_all_fit(tmp_path):
    entries = read_entries()
    assert len(entries) >= 110
    six = [e for e in entries if set(e.raw["short"]) == {"fr", "en", "de", "es", "it", "nl"}]
    assert len(six) >= 30


def test_archive_is_the_same_on_the_same_day_and_maps_without_findings(tmp_path):
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    number = build(first, today=TODAY)
    build(second, today=TODAY)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        objects = [json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("objects/")]
    assert len(objects) == number
    for built in objects:
        record, findings = map_object(built)
        assert findings == []
        assert 46.6 < record.latitude < 48.2
        assert -0.1 < record.longitude < 2.3


def test_unknown_key_names_file_and_entry(tmp_path):
    (tmp_path / "x.yaml").write_text("- {id: a, type: Castle, colour: red}")
    with pytest.raises(SourceError, match=r"x\.yaml: a"):
        read_entries(tmp_path)


def test_weekly_market_is_always_on_within_a_week():
    for offset in range(0, 366, 13):
        today = TODAY + timedelta(days=offset)
        periods = build_periods([{"weekly": "sat", "time": "08:00-13:00"}], today=today)
        assert len(periods) == 12
        assert today <= periods[0][0] <= today + timedelta(days=6)
        assert periods[0][2:] == ("08:00", "13:00")


def test_yearly_rules_find_the_next_occurrence():
    assert build_periods([{"yearly": "07-14"}], today=TODAY)[0][0] == date(2027, 7, 14)
    assert build_periods([{"yearly_nth": [3, "sat", 9], "days": 2}], today=TODAY)[0][:2] == (
        date(2027, 9, 18),
        date(2027, 9, 19),
    )
    assert build_periods([{"yearly": "11-23", "days": 3}], today=TODAY)[0][0] == date(2026, 11, 23)


def test_hours_that_wrap_the_year_cover_every_night_of_it():
    entries = build_opening_entries({"from": "11-01", "to": "02-28"}, today=date(2028, 2, 29))
    assert any(first <= date(2028, 2, 29) <= last for first, last, _ in entries)
