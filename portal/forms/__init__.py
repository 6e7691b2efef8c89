"""Input to frozen dataclasses or field errors."""
