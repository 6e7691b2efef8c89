"""Let operators change synonyms: see what a change would move, then keep it and have the index built anew."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from portal import queues
from portal.auth.guards import requires
from portal.config import LANGUAGES
from portal.db import db
from portal.errors import NotFound
from portal.forms.synonym_forms import SynonymsForm
from portal.services.searching import synonyms
from portal.services.searching.engines import elasticsearch
from portal.services.searching.synonyms import ChangedMeanwhile
from portal.web.htmx import redirect, render
from search.client import SearchUnavailable
from search.synonyms.files import MOST_RULES, BadRule

ops_synonyms = Blueprint("ops_synonyms", __name__, url_prefix="/<language:lang>/ops/synonyms")

REBUILD = "workers.indexing.rebuild_index"
REFUSALS = {
    "unprintable": lazy_gettext("Line %(line)s: there is a character in it that cannot be printed."),
    "shape": lazy_gettext("Line %(line)s: “%(rule)s” is neither “a, b” nor “a => b”."),
    "lonely": lazy_gettext("Line %(line)s: “%(rule)s” says only one word."),
    "many": lazy_gettext("More than %(most)s rules do not fit."),
    "refused": lazy_gettext("The search engine does not understand the rules: “%(rule)s”."),
}


@ops_synonyms.get("")
@requires("search.read")
def index() -> Response:
    """Show the rules of every language."""
    return redirect(url_for("ops_synonyms.edit", of="fr"))


@ops_synonyms.get("/<of>")
@requires("search.read")
def edit(of: str) -> Response:
    """Show the rules of one language in their form."""
    _known(of)
    with db.session() as session:
        rules = synonyms.read_text(session, of)
    form = SynonymsForm(rules=rules, base=synonyms.digest(rules))
    return _page(of, form, is_saved=request.args.get("saved") == "1")


@ops_synonyms.post("/<of>")
@requires("synonyms.write")
def change(of: str) -> Response:
    """Show what the rules would move, or keep them and ask for a rebuild."""
    _known(of)
    form = SynonymsForm()
    if not form.validate_on_submit():
        return _page(of, form, status=422, refused=gettext("The rules could not be read."))
    rules = (form.rules.data or "").replace("\r\n", "\n")
    try:
        if request.form.get("action") != "keep":
            with db.session() as session:
                return _page(of, form, moved=synonyms.preview(session, of, rules))
        with db.transaction() as session:
            synonyms.store(session, of, rules, base=form.base.data or "", account_id=current_user.id)
    except ChangedMeanwhile as error:
        form.base.data = synonyms.digest(error.rules)  # who keeps them now has seen the others
        return _page(of, form, status=409, theirs=error)
    except BadRule as error:
        return _page(of, form, status=422, refused=_told(error))
    except SearchUnavailable:
        return _page(
            of, form, status=503, refused=gettext("The search does not answer: the rules cannot be tried now.")
        )
    queues.enqueue(REBUILD, queue=queues.LONG, once=True, timeout_s=queues.LONG_TIMEOUT_S)
    return redirect(url_for("ops_synonyms.edit", of=of, saved=1))


def _told(error: BadRule) -> str:
    return str(REFUSALS[error.why]) % {"line": error.line, "rule": error.rule or "?", "most": MOST_RULES}


def _known(lang: str) -> None:
    if lang not in LANGUAGES:
        raise NotFound("there are no synonyms in this language")


def _page(
    of: str,
    form: SynonymsForm,
    *,
    status: int = 200,
    refused: str = "",
    is_saved: bool = False,
    moved: list[synonyms.Moved] | None = None,
    theirs: ChangedMeanwhile | None = None,
) -> Response:
    return render(
        "ops/synonyms.html",
        status=status,
        of=of,
        form=form,
        refused=refused,
        is_saved=is_saved,
        moved=moved,
        theirs=theirs,
        languages=LANGUAGES,
        has_engine=elasticsearch() is not None,
    )
