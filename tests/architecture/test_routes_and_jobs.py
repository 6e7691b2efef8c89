"""Check that every route is public on purpose or guarded, and that every job name resolves."""

import re
from pathlib import Path

from flask import Flask
from rq.utils import import_attribute

from portal.auth.permissions import RULES
from workers.schedule import SCHEDULE

ROOT = Path(__file__).parents[2]
OF_EXTENSIONS = {"static", "fingerprinted"}


def test_every_route_is_public_on_purpose_or_guarded(app: Flask):
    unguarded = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OF_EXTENSIONS and not hasattr(app.view_functions[rule.endpoint], "guard")
    ]
    assert not unguarded


def test_every_guard_is_in_the_table(app: Flask):
    guards = {getattr(view, "guard", "public") for view in app.view_functions.values()} - {"public"}
    assert guards
    assert guards <= set(RULES)


def test_every_job_asked_for_by_name_resolves():
    names = {
        name
        for path in (ROOT / "portal").rglob("*.py")
        for name in re.findall(r'"(workers\.[a-z_]+\.[a-z_]+)"', path.read_text("utf-8"))
    }
    assert names
    assert all(callable(import_attribute(name)) for name in names)


def test_schedule_has_a_rhythm_for_every_job():
    assert SCHEDULE
    assert all(bool(periodic.every_s) != bool(periodic.cron) for periodic in SCHEDULE)
