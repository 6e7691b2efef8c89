"""This file collects what was found in one record, and names every kind of finding for people."""

from dataclasses import dataclass, field
from typing import Literal

from portal.importers.records import Finding

VALUE_SHOWN = 120

TITLES = {
    "file.not_json": "Unreadable files",
    "file.not_object": "Files without an object",
    "file.too_deep": "Objects nested too deeply",
    "file.too_large": "Objects over 5 MB",
    "archive.unsafe_name": "Archive members with an unsafe name",
    "archive.other_file": "Archive members that are no objects",
    "archive.unreadable": "Damaged archive members",
    "archive.bomb": "Suspicious archive members",
    "record.no_identity": "Records without an identity",
    "record.no_name": "Records without a name",
    "record.no_class": "Records without a known class",
    "record.twice": "Records delivered twice",
    "record.refused": "Records the database refused",
    "key.unknown": "Properties this importer does not know",
    "place.no_point": "Places without usable coordinates",
    "place.swapped": "Latitude and longitude swapped",
    "place.several_communes": "Addresses with several communes",
    "place.postal_code": "Unusual postal codes",
    "text.capped": "Texts cut to length",
    "text.other_language": "Names missing in French",
    "contact.telephone": "Telephone numbers that cannot be dialled",
    "contact.email": "E-mail addresses that cannot be used",
    "contact.website": "Web addresses that cannot be used",
    "hours.inverted": "Opening periods that end before they begin",
    "hours.date": "Opening periods with unusable dates",
    "hours.time": "Opening hours that cannot be used",
    "hours.weekday": "Unknown weekdays",
    "price.negative": "Negative prices",
    "price.swapped": "Lowest price above the highest",
    "price.amount": "Prices that are no numbers",
    "price.currency": "Unknown currencies",
    "media.url": "Pictures without a usable address",
    "event.inverted": "Event periods that end before they begin",
    "event.date": "Event dates that cannot be used",
    "tour.number": "Tour facts that are no numbers",
    "fact.number": "Facts that are no numbers",
    "date.unusable": "Dates that cannot be used",
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
