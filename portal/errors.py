"""The errors of the domain: words, an HTTP status, and a message a person understands."""


class EscaleError(Exception):
    """Base of every error of ours; `status` is what a page answers."""

    status = 500


class ConfigurationError(EscaleError):
    """A setting is missing or wrong."""


class NotFound(EscaleError):
    """What was asked for is not there, or not for this reader."""

    status = 404


class InvalidInput(EscaleError):
    """What was sent cannot be used; the message says why."""

    status = 400


class ServiceUnavailable(EscaleError):
    """A service this needs does not answer."""

    status = 503
