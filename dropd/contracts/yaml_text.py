"""YAML, read by PyYAML's pure reader into the text that was typed: no types, no anchors, no tags.

The reader in C must not be used: 30,000 opening brackets end the process (PyYAML 6.0.3). Values are built
from the reader's events, so none of YAML's own constructors, and none of its surprises, take part.
"""

import re
from collections.abc import Iterator

import yaml

from dropd.contracts.json_text import MAX_DEPTH, twice
from dropd.contracts.text import Source, without_controls
from dropd.errors import SyntaxFault

_NULL = ("", "~", "null", "Null", "NULL")
_COLOUR_AS_COMMENT = re.compile(r"[ \t]+#[0-9a-fA-F]{3,8}\b")

_QUOTES = "A text with a colon or another special character needs quotes around it."

# Parts of PyYAML's messages (6.0), and the same in words for people, with what to do.
_SYNTAX = {
    "mapping values are not allowed": (
        "there is a colon too many, or the colon in the line above has no space behind it.",
        _QUOTES,
    ),
    "could not find expected ':'": ("a colon is missing.", "Each line reads `key: value`."),
    "cannot start any token": ("no text can begin with this character.", _QUOTES),
    "expected <block end>": (
        "this line does not fit the lines above.",
        "Indent it exactly like its neighbours.",
    ),
    "unexpected end of stream": ("a quote is opened but not closed.", "Put the closing quote."),
    "expected ',' or": ("a comma or a closing bracket is missing before this place.", "Put it there."),
    "unknown escape character": ("the backslash means nothing here.", "Use single quotes, or / in a path."),
}


def parse_yaml_text(source: Source) -> object:
    """Read one YAML document into None, text, lists and dicts. Raises SyntaxFault with line and column."""
    try:
        return _document(source, yaml.parse(source.text, Loader=yaml.SafeLoader))
    except SyntaxFault:
        raise
    except yaml.MarkedYAMLError as error:
        raise _syntax_fault(source, error) from error
    except yaml.reader.ReaderError as error:
        raise source.fault(error.position, "this character cannot be shown or spoken.") from error
    except Exception as error:
        # PyYAML lets ValueError, OverflowError, IndexError and RecursionError through.
        raise source.fault(0, "this is not YAML.", _QUOTES) from error


def _document(source: Source, events: Iterator[yaml.Event]) -> object:
    next(events)  # the start of the stream
    start = next(events)
    if isinstance(start, yaml.StreamEndEvent):
        return None
    value = _value(source, events, next(events), depth=0)
    next(events)  # the end of the document
    following = next(events)
    if isinstance(following, yaml.StreamEndEvent):
        return value
    raise source.fault(_index(following), "a second document begins here.", "Remove the line `---`.")


def _value(source: Source, events: Iterator[yaml.Event], event: yaml.Event, depth: int) -> object:
    _refuse_machinery(source, event)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(source, event)
    if depth == MAX_DEPTH:
        raise source.fault(_index(event), f"groups are nested more than {MAX_DEPTH} deep.")
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(source, events, item, depth + 1) for item in _until(yaml.SequenceEndEvent, events)]
    return _group(source, events, depth + 1)


def _group(source: Source, events: Iterator[yaml.Event], depth: int) -> dict[str, object]:
    group: dict[str, object] = {}
    for event in _until(yaml.MappingEndEvent, events):
        _refuse_machinery(source, event)
        index = _index(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise source.fault(index, "a key must be a word.", _QUOTES)
        source.refuse_halves(event.value, index)
        if event.value in group:
            raise twice(source, index, event.value)
        group[without_controls(event.value)] = _value(source, events, next(events), depth)
    return group


def _until(end: type[yaml.Event], events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    while not isinstance(event := next(events), end):
        yield event


def _scalar(source: Source, event: yaml.ScalarEvent) -> str | None:
    text, index = without_controls(event.value), _index(event)
    source.refuse_halves(text, index)
    if event.style is not None or text not in _NULL:
        return text
    if not text and _COLOUR_AS_COMMENT.match(source.text, index):
        raise source.fault(index, "a colour that begins with # needs quotes.", 'Write it like this: "#ffffff".')
    return None


def _refuse_machinery(source: Source, event: yaml.Event) -> None:
    index = _index(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise source.fault(index, "references with & and * are not used here.", "Write the value out, or quote it.")
    if getattr(event, "tag", None) is not None:
        raise source.fault(index, "tags with ! are not used here.", "Remove the tag, or put the text in quotes.")


def _index(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _syntax_fault(source: Source, error: yaml.MarkedYAMLError) -> SyntaxFault:
    mark = error.problem_mark or error.context_mark
    index = mark.index if mark else 0
    line = source.line_at(index)
    if source.text[index : index + 1] == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return source.fault(index, "there is a tab.", "YAML is indented with spaces only: put two in its place.")
    problem = error.problem or ""
    unknown = ("this is not YAML.", _QUOTES)
    return source.fault(index, *next((words for part, words in _SYNTAX.items() if part in problem), unknown))
