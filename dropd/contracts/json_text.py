"""JSON, read strictly: no key twice, no numbers beyond measure, no halves of characters, not too deep."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal

from dropd.contracts.exact import NUMBER
from dropd.contracts.refusal import DECIMAL_COMMA, shown
from dropd.contracts.text import Source, without_controls
from dropd.errors import SyntaxFault

MAX_DEPTH = 32

_TOKEN = re.compile(
    r"""(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")(?P<key>\s*:)?"""
    r"""|(?P<number>-?[0-9][0-9.eE+-]*)"""
    r"""|(?P<open>[{\[])|(?P<close>[}\]])"""
)

_DECIMAL_COMMA = re.compile("[0-9],[0-9]")

_WORD_AFTER_A_QUOTE = re.compile(r'"[ \t]*[^\W\d_]')

# Word processors put these in the place of ".
_TYPOGRAPHIC_QUOTES = "\u201c\u201d\u201e\u2018\u2019'"
_QUOTES = 'Names and texts stand in straight double quotes: "title".'

_COMMA_TOO_MANY = "the comma before the closing bracket is one too many."

# The beginnings of CPython's own messages (3.11 to 3.14), the same in words for people, and what to do.
_SYNTAX = {
    "Expecting ',' delimiter": ("a comma or a closing bracket is missing before this place.", ""),
    "Expecting ':' delimiter": ("a colon is missing between a name and its value.", ""),
    "Expecting property name": ("a name in double quotes belongs here, or the comma before is one too many.", _QUOTES),
    "Illegal trailing comma": (_COMMA_TOO_MANY, ""),
    "Expecting value": ("a value is missing here, or the comma before is one too many.", ""),
    "Extra data": ("the document has ended, but there is more text.", ""),
    "Unterminated string": ("the text that begins here has no closing quote.", ""),
    "Invalid control character": (
        "a text runs over the end of the line, or holds a tab. For a new line write \\n.",
        "",
    ),
    "Invalid \\": ("the backslash here means nothing in JSON. Write two of them, or / in a path.", ""),
}
_NO_JSON = "this is not JSON.", ""


def parse_json_text(source: Source) -> object:
    """Read JSON: whole numbers as int, others as Decimal. Raises SyntaxFault with line and column."""
    if not source.text.strip():
        raise source.fault(0, "the file is empty.")
    try:
        value: object = json.loads(source.text, parse_int=_whole, parse_float=_decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _syntax_fault(source, error) from error
    except RecursionError as error:
        raise _too_deep(source, 0) from error
    except _NoNumberError as error:
        name = str(error)
        raise source.fault(_place_of(name, source.text), f"{name} is not a number in JSON.") from error
    _refuse_what_is_only_valid(source)
    return _without_controls(value)


def _without_controls(value: object) -> object:
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, list):
        return [_without_controls(item) for item in value]
    if isinstance(value, dict):
        return {without_controls(key): _without_controls(item) for key, item in value.items()}
    return value


class _NoNumberError(Exception):
    """NaN or Infinity, which Python's reader would accept."""


def _no_constant(name: str) -> object:
    raise _NoNumberError(name)


def _whole(literal: str) -> int:
    # What is too long is refused below, where its place is known.
    return int(literal) if NUMBER.fullmatch(literal) else 0


def _decimal(literal: str) -> Decimal:
    return Decimal(literal) if NUMBER.fullmatch(literal) else Decimal(0)


def _place_of(name: str, text: str) -> int:
    """Where a bare word stands that is in no text."""
    words = re.finditer(rf'"(?:[^"\\]|\\.)*"|{name}', text)
    return next(word.start() for word in words if word[0] == name)


def _refuse_what_is_only_valid(source: Source) -> None:
    """Raise SyntaxFault for what is JSON by the letter but surely a mistake or an attack."""
    open_groups: list[set[str]] = []
    for token in _TOKEN.finditer(source.text):
        if token["open"]:
            open_groups.append(set())
            if len(open_groups) > MAX_DEPTH:
                raise _too_deep(source, token.start())
        elif token["close"]:
            open_groups.pop()
        elif token["number"]:
            _refuse_long_number(source, token)
        else:
            _refuse_odd_text(source, token, open_groups)


def _refuse_long_number(source: Source, token: re.Match[str]) -> None:
    if not NUMBER.fullmatch(token[0]):
        raise source.fault(token.start(), "this number is beyond all measure.", "Write it with fewer digits.")


def _refuse_odd_text(source: Source, token: re.Match[str], open_groups: list[set[str]]) -> None:
    text = json.loads(token["text"]) if "\\" in token["text"] else token["text"][1:-1]
    source.refuse_halves(text, token.start())
    if not token["key"]:
        return
    if text in open_groups[-1]:
        raise twice(source, token.start(), text)
    open_groups[-1].add(text)


def twice(source: Source, index: int, key: str) -> SyntaxFault:
    """The fault that a key is given a second time in the same group."""
    hint = DECIMAL_COMMA if key.isdecimal() else "Keep one of the two."
    return source.fault(index, f"{shown(key)} is given twice in the same group.", hint)


def _too_deep(source: Source, index: int) -> SyntaxFault:
    return source.fault(index, f"brackets are nested more than {MAX_DEPTH} deep.", "Check the brackets.")


def _syntax_fault(source: Source, error: json.JSONDecodeError) -> SyntaxFault:
    told = next((told for start, told in _SYNTAX.items() if error.msg.startswith(start)), _NO_JSON)
    return next(_slips(source, error.pos, error.msg), source.fault(error.pos, *told))


def _slips(source: Source, at: int, message: str) -> Iterator[SyntaxFault]:
    """What people often do that CPython names by what came of it."""
    before, rest = source.text[:at].rstrip(), source.text[at:]
    quote = source.text.rfind('"', 0, at)
    if rest.startswith(tuple(_TYPOGRAPHIC_QUOTES)):
        yield source.fault(at, "this quote is not a straight double quote.", _QUOTES)
    if rest.startswith("#") and before.endswith(":"):
        yield source.fault(at, "a colour needs quotes.", 'Write it like this: "#ffffff".')
    if rest.startswith(("//", "/*", "#")):
        yield source.fault(at, "JSON has no comments.", "Take this one out.")
    if rest.startswith(("}", "]")) and before.endswith(","):
        yield source.fault(at, _COMMA_TOO_MANY)  # CPython before 3.13 sees no comma in it
    if _DECIMAL_COMMA.fullmatch(source.text, max(0, at - 2), at + 1):
        yield source.fault(at - 1, "the number has a comma in it.", "Write it with a point, as in 3.5.")
    if message.startswith("Expecting ',' delimiter") and _WORD_AFTER_A_QUOTE.match(source.text, quote):
        yield source.fault(quote, "a quote inside a text ends it.", 'Write it with a backslash: \\".')
