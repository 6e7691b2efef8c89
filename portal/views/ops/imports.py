"""Show editors what import runs did and what they found."""

from flask import Blueprint, Response
from flask_babel import gettext

from portal.auth.guards import requires
from portal.db import db
from portal.errors import NotFound
from portal.importers.titles import TITLES
from portal.services.imports import history as import_history
from portal.web.htmx import render

ops = Blueprint("ops", __name__, url_prefix="/<language:lang>/ops")


@ops.get("/imports")
@requires("import.read")
def imports() -> Response:
    """List the latest runs."""
    with db.session() as session:
        return render("ops/imports.html", runs=import_history.list_runs(session))


@ops.get("/imports/<int(max=9223372036854775807):run_id>")
@requires("import.read")
def import_run(run_id: int) -> Response:
    """Show one run: its counts, and its findings by kind with examples."""
    with db.session() as session:
        run = import_history.find_run(session, run_id)
        if run is None:
            raise NotFound("there is no such import run")
        findings = [
            (effect, gettext(TITLES.get(code, code)), number, import_history.list_findings(session, run_id, code=code))
            for effect, code, number in import_history.count_findings(session, run_id)
        ]
        return render("ops/import_run.html", run=run, findings=findings, translated=gettext)
