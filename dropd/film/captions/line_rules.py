"""By which rules the text of captions is broken into lines: of a language, and of the shape of a film. Pure."""

from dataclasses import dataclass

from icu4py.breakers import LineBreaker

from dropd.language.tags import BREAKS_BETWEEN_PHRASES

LINE_COLUMNS, CUE_LINES = 42, 2
"""As broadcasters have it (https://www.bbc.co.uk/accessibility/forproducts/guides/subtitles/)."""
NARROW_LINE_COLUMNS = 34
"""What fits into a frame that is no wider than high, in letters of the usual size."""


@dataclass(frozen=True, slots=True)
class LineRules:
    """By which rules captions are parted: those of a language, and how many columns a line may have."""

    language: str = "en"
    line_columns: int = LINE_COLUMNS

    @property
    def cue_columns(self) -> int:
        """What a caption has room for."""
        return self.line_columns * CUE_LINES

    def words(self, text: str) -> tuple[str, ...]:
        """The parts of a text between which a line may break, each with the space after it."""
        return tuple(LineBreaker(text, BREAKS_BETWEEN_PHRASES.get(self.language, self.language)))


ENGLISH = LineRules()


def line_rules(language: str, frame: tuple[int, int]) -> LineRules:
    """The rules for a film in a language, of a width and a height."""
    width, height = frame
    return LineRules(language, LINE_COLUMNS if width > height else NARROW_LINE_COLUMNS)
