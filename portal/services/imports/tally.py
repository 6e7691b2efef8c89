"""What a run of an importer or a check did."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.importers.records import Finding


@dataclass(slots=True)
class Outcome:
    """What a run did: counts of records, findings by code, the ids it saw (for what is missing) and those it wrote."""

    run_id: int | None
    counts: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], Finding] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    written: set[int] = field(default_factory=set)

    def note(self, findings: Iterable[Finding]) -> None:
        """Count findings by effect and code; keep the first of each as an example."""
        for finding in findings:
            key = (finding.effect, finding.code)
            self.findings[key] += 1
            self.examples.setdefault(key, finding)
