"""JSON and YAML become plain values, or a fault with line and column; nothing else ever comes out."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dropd.contracts.documents import JSON_LIMIT_BYTES, TRIGGER_LIMIT_BYTES, parse_json, parse_json_or_yaml
from dropd.errors import SyntaxFault, TooLargeFault

ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text('abc äß\n\t"\\é名', max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=12,
)
YAML_PIECES = st.lists(
    st.sampled_from([*"[]{}:,-?&*!|>'\"%@`#~= \n\t\\", "a", "1", "<<", "---", "...", "\\x", "!!int", "é", "\x85"])
)


def place_of(text: str) -> tuple[int | None, int | None]:
    with pytest.raises(SyntaxFault) as caught:
        parse_json(text.encode(), "scenes.json")
    return caught.value.line, caught.value.column


def test_numbers_stay_exactly_what_was_typed() -> None:
    assert parse_json(b"[0.1, 2, 3.0]", "a.json") == [Decimal("0.1"), 2, Decimal("3.0")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ('{"a": 1,\n "b" 2}', (2, 6)),
        ('{"a": 1,\n "a": 2}', (2, 2)),
        ('{"a": [1,\n NaN]}', (2, 2)),
        ('{"NaN": -Infinity}', (1, 9)),
        ("[1,\n 1e400]", (2, 2)),
        ("[1e999999999]", (1, 2)),
        (f"[{'9' * 5000}]", (1, 2)),
        ('["a",\n "\\ud800"]', (2, 2)),
        ("[" * 33 + "]" * 33, (1, 33)),
        ("[" * 100_000, (1, 1)),
        ("{\u201ca\u201d: 1}", (1, 2)),
    ],
)
def test_what_is_wrong_in_json_is_told_with_its_place(text: str, place: tuple[int, int]) -> None:
    assert place_of(text) == place


@pytest.mark.parametrize("text", ['["A\\u0007B\\u001b[1m"]', '["A\x7fB\x9b[1m"]', '["A\\u0000B\\u0085[1m"]'])
def test_control_characters_are_spaces(text: str) -> None:
    assert parse_json(text.encode(), "a.json") == ["A B [1m"]


def test_control_characters_that_are_spelled_out_in_yaml_are_spaces() -> None:
    assert parse_json_or_yaml(rb'"a\a": "A\aB\e[1m"', "a.yaml") == {"a ": "A B [1m"}


def test_a_key_may_come_again_in_another_group() -> None:
    assert parse_json(b'[{"a": {"a": 1}}, {"a": ": a"}]', "a.json") == [{"a": {"a": 1}}, {"a": ": a"}]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("no", "no"), ("off", "off"), ("16:9", "16:9"), ("12:30", "12:30"), ("12:30:45", "12:30:45"), ("0777", "0777"),
        ("1_000", "1_000"),
        ("2026-01-01", "2026-01-01"), ("1.50", "1.50"), ("'null'", "null"), ('""', ""), ("=", "="),
        ("null", None), ("~", None), ("", None), ("  # why", None),
    ],
)  # fmt: skip
def test_yaml_gives_the_text_that_was_typed(typed: str, read: str | None) -> None:
    assert parse_json_or_yaml(f"key: {typed}\n".encode(), "render.yaml") == {"key": read}


@pytest.mark.parametrize("text", ["", " \n", "# nothing\n", "---\n", "\ufeff"])
def test_an_empty_file_is_none(text: str) -> None:
    assert parse_json_or_yaml(text.encode(), "render.yaml") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: &x 1\nb: *x", "references"),
        ("a: !!python/object/apply:os.system [id]", "tags"),
        ("a:\n\tb: 1", "a tab"),
        ("a:\n  b: 1\n\tc: 2", "a tab"),
        ("a: 1\na: 2", "given twice"),
        ("a:0.5\nb: 1", "no space behind it"),
        ("? [a]\n: 1", "must be a word"),
        ("---\na: 1\n---\nb: 1", "second document"),
        ("a: #ffffff", "needs quotes"),
        ('a: "\\ud800"', "U\\+D800"),
        ("a: b: c", "colon too many"),
        ("a: 'b", "not closed"),
        ("[" * 30_000, "nested"),
        ("- " * 30_000, "nested"),
    ],
)
def test_what_yaml_allows_and_a_trigger_does_not_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SyntaxFault, match=sentence) as caught:
        parse_json_or_yaml(text.encode(), "render.yaml")
    assert caught.value.line


def test_of_a_file_that_looks_like_json_the_json_fault_is_told() -> None:
    with pytest.raises(SyntaxFault, match="comma or a closing bracket is missing"):
        parse_json_or_yaml(b'{"a": 1 "b": 2}', "render.json")


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(TooLargeFault, match="4000 kB"):
        parse_json(b"[" * (JSON_LIMIT_BYTES + 1), "scenes.json")
    with pytest.raises(TooLargeFault, match="64 kB"):
        parse_json_or_yaml(b"[" * (TRIGGER_LIMIT_BYTES + 1), "render.yaml")


@given(ANY_VALUE)
def test_all_json_that_programs_write_is_read(value: object) -> None:
    assert parse_json(json.dumps(value).encode(), "a.json") == value
    assert parse_json_or_yaml(json.dumps(value, indent="\t").encode(), "a.json") == value


@given(st.binary(max_size=100) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"=: 0x")
def test_any_bytes_are_a_value_or_a_syntax_fault(data: bytes) -> None:
    for parse in (parse_json, parse_json_or_yaml):
        with suppress(SyntaxFault):
            parse(data, "a")


@given(YAML_PIECES)
def test_any_pile_of_yaml_signs_is_a_value_or_a_syntax_fault(pieces: list[str]) -> None:
    with suppress(SyntaxFault):
        parse_json_or_yaml("".join(pieces).encode(), "render.yaml")


@pytest.mark.parametrize("text", ['{"a": 3,5}', '{"a": [{"b": -1,5, "c": 1}]}'])
def test_a_number_with_a_comma_is_told_of(text: str) -> None:
    with pytest.raises(SyntaxFault, match="the number has a comma in it") as caught:
        parse_json(text.encode(), "scenes.json")

    assert caught.value.hint == "Write it with a point, as in 3.5."
    assert caught.value.column == text.index(",") + 1


@pytest.mark.parametrize("text", ['{"scenes": [],}', '{"scenes": [\n  {"title": "A"},\n]}'])
def test_a_comma_before_a_closing_bracket_is_one_too_many(text: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse_json(text.encode(), "scenes.json")

    assert "the comma before the closing bracket is one too many" in caught.value.message
    assert "quotes" not in caught.value.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('// my film\n{"scenes": []}', "line 1, column 1: JSON has no comments. Take this one out."),
        ('{"scenes": [] /* none yet */}', "line 1, column 15: JSON has no comments. Take this one out."),
        ('{"VO": "He said "hi""}', 'line 1, column 17: a quote inside a text ends it. Write it with a backslash: \\".'),
        ('{"VO": "one\ntwo"}', "holds a tab. For a new line write \\n."),
    ],
)
def test_what_people_write_into_json_is_told_as_what_it_is(text: str, told: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse_json(text.encode(), "scenes.json")

    assert told in f"{caught.value.message} {caught.value.hint}"
