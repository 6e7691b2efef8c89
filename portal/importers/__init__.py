"""Foreign records to our own dataclasses, with a report on each."""
