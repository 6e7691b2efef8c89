"""The form in which an editor gives a tour its line."""

import re

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

MAX_NAME = 300
MOMENT = re.compile(r"[0-9]{1,18}")


class ChosenOrKept(FileRequired):  # type: ignore[misc]
    """Ask for files, unless those sent before are still there."""

    def __call__(self, form: "LineForm", field: MultipleFileField) -> None:
        """Raise StopValidation when there are none, with other words for who had sent some."""
        if form.is_kept:
            return
        if form.consent.data and not form.has_files():
            raise StopValidation(gettext("What you had sent is no longer kept here: please choose the files again."))
        super().__call__(form, field)


class LineForm(FlaskForm):  # type: ignore[misc]
    """A tour by id or whole name, and the GPX files of its stages.

    opened: when the form was opened, in microseconds of PostgreSQL's clock.
    consent: the line that shall be stored although something speaks against it.
    is_kept: its files were sent before and are still there.
    """

    is_kept = False

    tour = StringField(
        lazy_gettext("Tour: its number or its whole name"),
        filters=[lambda value: value.replace("\x00", "").strip() if value else value],
        validators=[DataRequired(lazy_gettext("Please fill this in.")), Length(max=MAX_NAME)],
    )
    files = MultipleFileField(
        lazy_gettext("GPX files, up to 2 MB; several are the stages, in order"),
        validators=[ChosenOrKept(lazy_gettext("Please fill this in."))],
    )
    opened = HiddenField()
    consent = HiddenField()

    def has_files(self) -> bool:
        """Say whether files came along."""
        return any(self.files.data or ())

    def opened_at(self) -> int | None:
        """Return when the form was opened, None when that cannot be read."""
        sent = self.opened.data or ""
        return int(sent) if MOMENT.fullmatch(sent) else None
