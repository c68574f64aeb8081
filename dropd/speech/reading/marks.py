"""Marks that are seen and not said: bullets, pictographs, and the asterisks and underscores of Markdown. Pure."""

import re

BULLET_OF_A_LINE = re.compile(
    r"^[ \t]{0,20}(?:[•‣▪●◦·∙–—*-]{1,3}|#{1,6})[ \t]{1,20}(?=\S)",  # noqa: RUF001 - dashes are bullets here
    re.MULTILINE,
)
BULLET = re.compile(r" ?[•‣▪●◦∙] ?")
PICTOGRAPH = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a\u231b\u23e9-\u23ff\u25a0-\u25ff]"
JOINER = "[\ufe0e\ufe0f\u200d\u20e3\U000e0020-\U000e007f]"
PICTOGRAPHS = re.compile(rf"(?: ?{PICTOGRAPH}{JOINER}*+| ?{JOINER}++)++")
EMPHASIS = re.compile(
    r"(?<![\w*])\*{1,3}(?=[\w\"'“‘«(¡¿€$£])|(?<=[\w.,!?:;)\"'”’»%€$£²])\*{1,3}(?![\w*])"  # noqa: RUF001
    r"|(?<![\w_])_{1,3}(?=[^\W_])|(?<=[^\W_])_{1,3}(?!\w)"
)
BEFORE_A_PAUSE = " .,;:!?)]"
PAUSES = ".,;:!?…(–—-"  # noqa: RUF001


def without_marks(text: str) -> str:
    """A text without what nobody would say, white space evened out. A bullet within it is a pause."""
    text = " ".join(BULLET_OF_A_LINE.sub("• ", text).split())
    text = PICTOGRAPHS.sub(_gap, BULLET.sub(_pause, text))
    return " ".join(EMPHASIS.sub("", text).split())


def _gap(found: re.Match[str]) -> str:
    """Nothing before a mark or a space, and a space between words."""
    following = found.string[found.end() : found.end() + 1]
    return "" if following in BEFORE_A_PAUSE or found.start() == 0 else " "


def _pause(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 1) : found.start()]
    following = found.string[found.end() : found.end() + 1]
    return " " if not before or before in PAUSES or not following else ", "
