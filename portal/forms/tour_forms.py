"""This file is the form in which an editor gives a tour its line."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import StringField
from wtforms.validators import DataRequired, Length

MAX_NAME = 300


class LineForm(FlaskForm):  # type: ignore[misc]
    """A tour by id or whole name, and the GPX files of its stages."""

    tour = StringField(
        lazy_gettext("Tour: its number or its whole name"),
        filters=[lambda value: value.replace("\x00", "").strip() if value else value],
        validators=[DataRequired(lazy_gettext("Please fill this in.")), Length(max=MAX_NAME)],
    )
    files = MultipleFileField(
        lazy_gettext("GPX files, up to 2 MB; several are the stages, in order"),
        validators=[FileRequired(lazy_gettext("Please fill this in."))],
    )
