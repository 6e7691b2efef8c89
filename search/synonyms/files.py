"""Read the synonym files: the rules an index starts with, before an operator changes any."""

from pathlib import Path

from search.index.analysis import LANGUAGES

FOLDER = Path(__file__).parent
COMMENT = "#"
LONGEST_RULE = 300
LONGEST_SHOWN = 80
MOST_RULES = 2000


class BadRule(ValueError):
    """A rule that is none: why ("unprintable", "shape", "lonely", "many", "refused"), in which line (0: not known), how it is written."""

    def __init__(self, why: str, *, line: int = 0, rule: str = "") -> None:
        super().__init__(f"line {line}: {why}: {rule!r}")
        self.why, self.line, self.rule = why, line, rule


def read_rules() -> dict[str, tuple[str, ...]]:
    """Return the rules of every language as they stand in the files."""
    return {lang: parse_rules(_text(lang)) for lang in LANGUAGES}


def read_text(lang: str) -> str:
    """Return the file of a language as it stands, comments and all; "" when there is none."""
    return _text(lang)


def parse_rules(text: str) -> tuple[str, ...]:
    """Return the rules of a file without comments and empty lines; raise BadRule at the first line that is no rule."""
    rules = []
    for number, line in enumerate(text.splitlines(), 1):
        rule = line.partition(COMMENT)[0].strip()
        if not rule:
            continue
        sides = rule.split("=>")
        if not rule.isprintable():
            raise BadRule("unprintable", line=number)
        if len(rule) > LONGEST_RULE or len(sides) > 2 or not all(_words(side) for side in sides):
            raise BadRule("shape", line=number, rule=rule[:LONGEST_SHOWN])
        if len(sides) == 1 and len(_words(rule)) < 2:
            raise BadRule("lonely", line=number, rule=rule[:LONGEST_SHOWN])
        rules.append(rule)
    if len(rules) > MOST_RULES:
        raise BadRule("many")
    return tuple(rules)


def _words(side: str) -> list[str]:
    words = [word.strip() for word in side.split(",")]
    return words if all(words) else []


def _text(lang: str) -> str:
    path = FOLDER / f"{lang}.txt"
    return path.read_text("utf-8") if path.exists() else ""
