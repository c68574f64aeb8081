"""The text of a dropped file, and faults that point into it."""

import re
from dataclasses import dataclass

from dropd.errors import SyntaxFault

MAX_TEXT_BYTES = 8_000_000
"""Of a file that may be read as one: more than any contract allows, and they say so themselves."""

SAVE_AS_UTF8 = "Save it as UTF-8: most editors offer that as the encoding under “Save as”."

# A carriage return may stand in a text: programs of Windows write "\r\n" between lines.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_HALF_OF_A_PAIR = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name of the file that it came from."""

    file: str
    text: str

    def fault(self, index: int, message: str, hint: str = "") -> SyntaxFault:
        """The fault at one character of the text, with line and column counted from 1."""
        line = self.text.count("\n", 0, index) + 1
        column = index - (self.text.rfind("\n", 0, index) + 1) + 1
        return SyntaxFault(
            f"{self.file} cannot be read at line {line}, column {column}: {message}",
            hint=hint or f"Correct {self.file}.",
            file=self.file,
            line=line,
            column=column,
        )

    def line_at(self, index: int) -> str:
        """The whole line around one character, without its end."""
        start = self.text.rfind("\n", 0, index) + 1
        return self.text[start:].partition("\n")[0]

    def refuse_halves(self, value: str, index: int) -> None:
        """Raise SyntaxFault if a text that starts at `index` holds half a character, which can never be stored."""
        if odd := _HALF_OF_A_PAIR.search(value):
            raise self.fault(
                index,
                f"a text here holds the character U+{ord(odd[0]):04X}, which is half of one.",
                "Type this text again.",
            )


def without_controls(text: str) -> str:
    """A text with spaces for its control characters: nobody sees or hears them, and terminals obey them."""
    return _CONTROLS.sub(" ", text)


def decode_text(data: bytes, file: str) -> str:
    r"""Read the bytes of a text file: UTF-8, with or without a byte order mark, or UTF-16 with one.

    All line ends become `\n`. Raises SyntaxFault, with line and column if there are any, where the bytes are no text.
    """
    if data and not data.strip(b"\0"):
        raise SyntaxFault(
            f"{file} holds nothing but zeros: it is still being copied, or its copy was broken off.",
            hint="Copy it again.",
            file=file,
        )
    if data.startswith(b"{\\rtf"):
        raise SyntaxFault(
            f"{file} is a document with fonts and colours (RTF), not plain text.",
            hint="Save it as plain text (in TextEdit: Format, Make Plain Text).",
            file=file,
        )
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = _with_plain_line_ends(data.decode(encoding))
    except UnicodeDecodeError as error:
        before = _with_plain_line_ends(data[: error.start].decode(encoding, errors="ignore"))
        raise Source(file, before).fault(len(before), "this is not text in UTF-8.", SAVE_AS_UTF8) from error
    if "\0" in text:
        raise Source(file, text).fault(text.index("\0"), "this is not text in UTF-8.", SAVE_AS_UTF8)
    return text


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
