"""This file is the form in which an editor gives a tour its line."""

import re

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

MAX_NAME = 300
MARK = re.compile(r"[0-9]{1,18}")


class LineForm(FlaskForm):  # type: ignore[misc]
    """A tour by id or whole name, and the GPX files of its stages.

    opened: mark of when the form was opened. consent: the line that shall be stored although something speaks against it.
    """

    tour = StringField(
        lazy_gettext("Tour: its number or its whole name"),
        filters=[lambda value: value.replace("\x00", "").strip() if value else value],
        validators=[DataRequired(lazy_gettext("Please fill this in.")), Length(max=MAX_NAME)],
    )
    files = MultipleFileField(
        lazy_gettext("GPX files, up to 2 MB; several are the stages, in order"),
        validators=[FileRequired(lazy_gettext("Please fill this in."))],
    )
    opened = HiddenField()
    consent = HiddenField()

    def opened_mark(self) -> int | None:
        """Return the mark, None when there is none that can be read."""
        sent = self.opened.data or ""
        return int(sent) if MARK.fullmatch(sent) else None
