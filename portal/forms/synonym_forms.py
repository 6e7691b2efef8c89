"""The form in which an operator changes synonyms."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

MAX_RULES = 200_000


class SynonymsForm(FlaskForm):  # type: ignore[misc]
    """The rules of one language, a rule a line; base: what tells the rules the form began with from any others."""

    rules = TextAreaField(lazy_gettext("Rules"), validators=[Length(max=MAX_RULES)])
    base = HiddenField(validators=[Length(max=100)])
