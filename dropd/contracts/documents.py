"""From the bytes of a file to plain values: text, numbers, lists, groups of keys."""

from dropd.contracts.json_text import parse_json_text
from dropd.contracts.text import Source, decode_text
from dropd.contracts.yaml_text import parse_yaml_text
from dropd.errors import SyntaxFault, TooLargeFault

JSON_LIMIT_BYTES = 4_000_000
"""Several thousand scenes with long texts."""

TRIGGER_LIMIT_BYTES = 64_000
"""A hundred times what a trigger needs; the pure YAML reader takes about a second for it."""


def parse_json(data: bytes, file: str) -> object:
    """Read a JSON file. Whole numbers come out as int, others as Decimal, exactly as they were typed.

    Raises SyntaxFault with line and column, TooLargeFault above 4 MB.
    """
    return parse_json_text(_source(data, file, JSON_LIMIT_BYTES))


def parse_json_or_yaml(data: bytes, file: str) -> object:
    """Read a file that may be JSON or YAML. An empty one, or one of comments only, is None.

    In YAML all but null comes out as the text that was typed: `no`, `16:9` and `0777` stay what they are.
    Raises SyntaxFault with line and column, TooLargeFault above 64 kB.
    """
    source = _source(data, file, TRIGGER_LIMIT_BYTES)
    try:
        return parse_json_text(source)
    except SyntaxFault as json_fault:
        try:
            return parse_yaml_text(source)
        except SyntaxFault:
            if source.text.lstrip().startswith("{"):
                raise json_fault from None
            raise


def _source(data: bytes, file: str, limit_bytes: int) -> Source:
    if len(data) > limit_bytes:
        raise TooLargeFault(
            f"{file} is larger than {limit_bytes // 1000} kB.",
            hint="Check that it is the right file; pictures and sound do not belong into it.",
            file=file,
        )
    return Source(file, decode_text(data, file))
