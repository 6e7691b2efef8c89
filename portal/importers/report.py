"""Collect what was found in one record, and name every kind of finding for people."""

from dataclasses import dataclass, field
from typing import Literal

from portal.importers.records import Finding, marked

VALUE_SHOWN = 120

TITLES = {
    "file.not_json": marked("Unreadable files"),
    "file.not_object": marked("Files without an object"),
    "file.too_deep": marked("Objects nested too deeply"),
    "file.too_large": marked("Objects over 5 MB"),
    "archive.unsafe_name": marked("Archive members with an unsafe name"),
    "archive.other_file": marked("Archive members that are no objects"),
    "archive.unreadable": marked("Damaged archive members"),
    "archive.bomb": marked("Suspicious archive members"),
    "record.no_identity": marked("Records without an identity"),
    "record.no_name": marked("Records without a name"),
    "record.no_class": marked("Records without a known class"),
    "record.twice": marked("Records delivered twice"),
    "record.refused": marked("Records the database refused"),
    "source.shrunk": marked("Sources that would lose more than a tenth"),
    "text.direction": marked("Texts with hidden signs of direction"),
    "key.unknown": marked("Properties this importer does not know"),
    "place.no_point": marked("Places without usable coordinates"),
    "place.swapped": marked("Latitude and longitude swapped"),
    "place.several_communes": marked("Addresses with several communes"),
    "place.postal_code": marked("Unusual postal codes"),
    "text.capped": marked("Texts cut to length"),
    "text.other_language": marked("Names missing in French"),
    "contact.telephone": marked("Telephone numbers that cannot be dialled"),
    "contact.email": marked("E-mail addresses that cannot be used"),
    "contact.website": marked("Web addresses that cannot be used"),
    "hours.inverted": marked("Opening periods that end before they begin"),
    "hours.date": marked("Opening periods with unusable dates"),
    "hours.time": marked("Opening hours that cannot be used"),
    "hours.weekday": marked("Unknown weekdays"),
    "price.negative": marked("Negative prices"),
    "price.swapped": marked("Lowest price above the highest"),
    "price.amount": marked("Prices that are no numbers"),
    "price.currency": marked("Unknown currencies"),
    "media.url": marked("Pictures without a usable address"),
    "event.inverted": marked("Event periods that end before they begin"),
    "event.date": marked("Event dates that cannot be used"),
    "tour.number": marked("Tour facts that are no numbers"),
    "fact.number": marked("Facts that are no numbers"),
    "date.unusable": marked("Dates that cannot be used"),
}


@dataclass(slots=True)
class Report:
    """Collect the findings of one record."""

    source: str = ""
    source_id: str = ""
    findings: list[Finding] = field(default_factory=list)

    def skipped(self, code: str, name: str, message: str, value: object = "") -> None:
        """Note that the record cannot be used."""
        self._add("skipped", code, name, message=message, value=value)

    def dropped(self, code: str, name: str, message: str, value: object = "") -> None:
        """Note that a field cannot be used."""
        self._add("dropped", code, name, message=message, value=value)

    def mended(self, code: str, name: str, message: str, value: object = "") -> None:
        """Note that a field is kept in better form."""
        self._add("mended", code, name, message=message, value=value)

    def _add(
        self, effect: Literal["skipped", "dropped", "mended"], code: str, name: str, *, message: str, value: object
    ) -> None:
        shown = str(value).replace("\x00", "")[:VALUE_SHOWN]
        self.findings.append(Finding(effect, code, name, message, shown, self.source, self.source_id))
