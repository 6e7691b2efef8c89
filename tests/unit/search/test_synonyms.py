"""Check the synonym files, and what an operator may write."""

import pytest

from search.index.analysis import LANGUAGES, STOP_WORDS, build_synonyms
from search.synonyms.files import BadRule, parse_rules, read_rules


def test_every_language_has_rules_without_repeats():
    for lang, rules in read_rules().items():
        assert lang in LANGUAGES
        assert len(rules) >= 70
        assert len(set(rules)) == len(rules)


def test_remarks_and_empty_lines_are_no_rules():
    assert parse_rules("# words\n\nhôtel, auberge  # both\ngîte => location\n") == (
        "hôtel, auberge",
        "gîte => location",
    )


@pytest.mark.parametrize("line", ["hôtel", "hôtel,", "=> a", "a =>", "a => b => c", "a,,b", "x" * 400 + ", b"])
def test_line_that_is_no_rule_is_named(line):
    with pytest.raises(BadRule, match="line 2"):
        parse_rules(f"a, b\n{line}")


def test_stop_words_are_taken_out_of_rules():
    built = build_synonyms(["point de vue, belvédère", "la, le", "le lac => étang", "gîte de la, gîte"], "fr")
    assert built["synonyms"] == ["point vue, belvédère", "lac => étang"]
    assert "de" in STOP_WORDS["fr"]
