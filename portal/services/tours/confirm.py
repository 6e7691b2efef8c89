"""Store the line an editor hands in, and ask first when something speaks against it."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from portal.importers.gpx.mapping import Track
from portal.services.tours import attach as tour_attach
from portal.services.tours.plausibility import find_changed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the line did to its tour, or would do.

    is_newer: the tour's line changed after the form was opened. consent: what must be sent along for this very line to be stored.
    """

    attached: tour_attach.Attached
    is_stored: bool
    is_newer: bool
    consent: str


def store(session: Session, wanted: str, track: Track, *, opened: int | None, consent: str = "") -> Outcome:
    """Store the line of a tour, unless there are doubts or a newer line and no consent; opened: `plausibility.now` as
    the form was opened.
    """
    with session.begin_nested() as trial:
        resource = tour_attach.get_tour(session, wanted)
        changed = find_changed(session, resource.id)
        attached = tour_attach.attach(session, resource, track)
        is_newer = changed is not None and (opened is None or changed >= opened)
        due = sha256(repr((resource.id, changed, track.points)).encode()).hexdigest()
        is_stored = consent == due or not (is_newer or attached.doubts)
        if not is_stored:
            trial.rollback()
    return Outcome(attached, is_stored, is_newer, due)
