"""Gather the words a resource may be found by beside its own texts."""

from portal.importers.records import Record
from portal.vocabulary import categories

SEARCHED_PROPERTIES = ("feature", "theme", "label", "cuisine", "environment")


def build_keywords(record: Record, lang: str) -> str:
    """Return the names of commune, département, category and concepts in `lang`, one a line, without repeats."""
    address = record.address
    words = [address.commune_name, address.locality, address.department_name, categories.label(record.category, lang)]
    words += [
        concept.labels[lang]
        for concept in record.concepts
        if concept.property in SEARCHED_PROPERTIES and lang in concept.labels
    ]
    return "\n".join(dict.fromkeys(word for word in words if word))
