"""The one table of who may do what."""

EDITORS = frozenset({"editor", "operator"})
OPERATORS = frozenset({"operator"})
EVERYBODY_SIGNED_IN = frozenset({"visitor", "editor", "operator"})

RULES: dict[str, frozenset[str]] = {
    "account.read": EVERYBODY_SIGNED_IN,
    "import.read": EDITORS,
    "search.explain": EDITORS,
    "search.read": EDITORS,
    "synonyms.write": OPERATORS,
    "tours.write": EDITORS,
}


def may(role: str, action: str) -> bool:
    """Say whether a role may do `action`; an action that is not in the table is nobody's."""
    return role in RULES.get(action, frozenset())
