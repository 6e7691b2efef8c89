"""The sign-in form."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

MAX_EMAIL, MAX_PASSWORD = 254, 200


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail address and password; `next` is where to go afterwards."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        filters=[lambda value: value.replace("\x00", "") if value else value],
        validators=[DataRequired(lazy_gettext("Please fill this in.")), Length(max=MAX_EMAIL)],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[DataRequired(lazy_gettext("Please fill this in.")), Length(max=MAX_PASSWORD)],
    )
    next = HiddenField()
