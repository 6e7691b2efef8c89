"""What a run of an importer or a check did."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.importers.records import Finding

MOST_UNREAD = 10_000
"""File names kept; a delivery with more that cannot be read loses more than a tenth anyway."""


@dataclass(slots=True)
class Outcome:
    """What a run did: counts of records, findings by code, the ids it saw (for what is missing) and those it wrote.

    unusable: (source, source id) of records that were delivered and cannot be used; unread: names of files that say not even that.
    """

    run_id: int | None
    counts: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], Finding] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    written: set[int] = field(default_factory=set)
    unusable: set[tuple[str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def note(self, findings: Iterable[Finding]) -> None:
        """Count findings by effect and code; keep the first of each as an example."""
        for finding in findings:
            key = (finding.effect, finding.code)
            self.findings[key] += 1
            self.examples.setdefault(key, finding)
            if finding.effect == "skipped":
                self._note_skipped(finding)

    def _note_skipped(self, finding: Finding) -> None:
        if finding.source_id:
            self.unusable.add((finding.source, finding.source_id))
        elif len(self.unread) < MOST_UNREAD:
            self.unread.add(finding.value)
