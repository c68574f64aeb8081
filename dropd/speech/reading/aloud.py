"""What is written, as it is said: amounts, measures, signs and abbreviations in words, before a voice reads them. Pure.

Only what is surely what it seems is changed; years, dates, times, telephone numbers and addresses stay as they are.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from dropd.speech.reading.language import ALIASES, SYMBOLS, Language
from dropd.speech.reading.marks import without_marks
from dropd.speech.reading.names import names_said
from dropd.speech.reading.numbers import Number, after_a_million, counted, number, ordinal, spelled
from dropd.speech.reading.patterns import BY, patterns_of
from dropd.speech.reading.variants import language_of

ADDRESS = re.compile(
    r"://|@|www\."
    r"|[A-Za-z0-9-]\.(?:com|org|net|info|edu|gov|io|eu|de|at|ch|fr|es|it|nl|be|pt|br|uk)(?![\w-]|\.\w)"
)
CLOSED = re.compile(r"[)\]\"'”’»]{0,3}$")  # noqa: RUF001
CLASSES = frozenset(
    [
        "class", "grade", "form", "room", "flat", "unit", "apt", "apartment", "number", "no.", "lot", "plot", "house",
        "klasse", "raum", "zimmer", "haus", "nr.", "wohnung", "classe", "salle", "clase", "aula", "sala", "klas",
        "lokaal", "groupe", "grupo", "gruppe", "turma",
    ]
)  # fmt: skip
"""After these, `5 m` is a name and no measure."""
LONGEST_CLASS = 16
MAY_HAVE_A_SIGN = frozenset({"°C", "°F", "°", "%"})
MAY_END_A_SENTENCE = frozenset({"etc.", "usw.", "ecc.", "enz."})
CENTS = 2
BETWEEN_WORDS = re.compile(r"(?<=\S) & (?=\S)")
RANGE = re.compile(
    r"(?<![\w.,:/@#+=×*–-])(?<![0-9=+*×÷] )([1-9][0-9]{0,2})( ?)[–-]\2([1-9][0-9]{0,2})"  # noqa: RUF001
    r"(?![\w]|[.,:'’/–+-][0-9]| ?[=+*×÷]| [0-9])"  # noqa: RUF001
)
SUM = re.compile(r"(?<![\w.,:/+-])([0-9]{1,4})( ?)\+\2(?=[0-9]{1,4}(?![0-9]))")


def read_aloud(text: str, language: str) -> str:
    """A text as it is to be said in a language: `€450k` is four hundred and fifty thousand euros.

    White space is evened out; in languages that dropd does not know nothing else changes.
    """
    spoken = language_of(language)
    if spoken is None:
        return " ".join(text.split())
    words = without_marks(text).split(" ")
    parts = [(is_address, list(part)) for is_address, part in groupby(words, lambda word: bool(ADDRESS.search(word)))]
    said = [
        " ".join(part) if is_address else _said(part, spoken, last=part is parts[-1][1]) for is_address, part in parts
    ]
    return " ".join(" ".join(said).split())


def _said(words: Iterable[str], language: Language, *, last: bool) -> str:
    """A part of a text without addresses; only the last part may end with the end of a sentence."""
    patterns = patterns_of(language)
    text = " ".join(words) + ("" if last else " ")
    text = patterns.before_digits.sub(lambda found: language.before_digits[found[1]] + " ", text)
    text = patterns.amount.sub(lambda found: _amount(found, language), text)
    text = patterns.measure.sub(lambda found: _measure(found, language, patterns.joined), text)
    text = patterns.phrase.sub(lambda found: _phrase(found, language, patterns.phrases), text)
    text = names_said(text, language)
    text = patterns.ordinal.sub(lambda found: _ordinal(found, language), text)
    text = RANGE.sub(lambda found: _range(found, language), text)
    text = SUM.sub(rf"\1 {language.signs.plus} ", text)
    return BETWEEN_WORDS.sub(f" {language.signs.both} ", text)


def _amount(found: re.Match[str], language: Language) -> str:
    """`€400-450k`, `1.250,50 €/m²`: a currency is named once, after the number."""
    parts = {name[:-1]: part for name, part in found.groupdict().items() if part}
    code = SYMBOLS[parts["symbol"]]
    high = _money(number(parts["high"], language.numbers), parts.get("size", "").strip(), code, language)
    if high is None:
        return found[0]
    low = ""
    if "low" in parts:
        low = _sized(number(parts["low"], language.numbers), parts.get("lowsize", "").strip(), language) or parts["low"]
        low += f" {language.signs.to} "
    per = f" {language.per[parts['per']]}" if "per" in parts else ""
    return low + high + per + _stop(found, language)


def _money(count: Number, size: str, code: str, language: Language) -> str | None:
    """An amount with its currency; None where it is not sure how much it is."""
    if size:
        sized = _sized(count, size, language)
        of_millions = size in language.magnitudes
        named = after_a_million(language.currencies[code].many, language.numbers) if of_millions else None
        return sized and f"{sized} {named or language.currencies[code].many}"
    if len(count.decimals) != CENTS or code not in language.cents:
        return counted(count, language.currencies[code], language.numbers)
    whole, cents = Number(count.written, count.whole), Number(count.decimals, int(count.decimals))
    said = [counted(whole, language.currencies[code], language.numbers)] if whole.whole or not cents.whole else []
    said += [counted(cents, language.cents[code], language.numbers)] if cents.whole else []
    return f" {language.signs.both} ".join(said)


def _sized(count: Number, size: str, language: Language) -> str | None:
    """A number with its `k` or `Mio.`; None where a thousand times of it is not sure."""
    if size in language.magnitudes:
        return counted(count, language.magnitudes[size], language.numbers)
    if size:
        count = count.thousands()
        return None if count.whole is None else spelled(count, language.numbers)
    return spelled(count, language.numbers)


def _measure(found: re.Match[str], language: Language, joined: re.Pattern[str]) -> str:
    """`5 x 4 m`, `80–100 m²`, `-5 °C`."""  # noqa: RUF002
    unit = ALIASES.get(found["unit"], found["unit"])
    if (found["sign"] and unit not in MAY_HAVE_A_SIGN) or (len(unit) == 1 and unit.isalpha() and _is_a_class(found)):
        return found[0]
    signs = {"-": f"{language.signs.minus} ", "−": f"{language.signs.minus} ", "+": f"{language.signs.plus} "}  # noqa: RUF001
    lows = [
        f"{spelled(number(low, language.numbers), language.numbers)} "
        f"{language.signs.by if joint.strip() in BY else language.signs.to} "
        for low, joint in joined.findall(found["low"])
    ]
    high = counted(number(found["high"], language.numbers), language.units[unit], language.numbers)
    return signs.get(found["sign"], "") + "".join(lows) + high + _stop(found, language)


def _is_a_class(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - LONGEST_CLASS) : found.start()].split()
    return bool(before) and before[-1].lower() in CLASSES


def _phrase(found: re.Match[str], language: Language, phrases: Mapping[str, str]) -> str:
    stop = _stop(found, language) if found[0].lower() in MAY_END_A_SENTENCE or _at_the_end(found) else ""
    return phrases[found[0].replace(" ", "")] + stop


def _ordinal(found: re.Match[str], language: Language) -> str:
    said = ordinal(int(found[1]), language.numbers, feminine=language.ordinals[found[2]] == "f")
    return found[0] if said.split()[-1] in language.unsure_ordinals else said


def _range(found: re.Match[str], language: Language) -> str:
    """Small numbers that rise: what falls is a score or a telephone number."""
    return f"{found[1]} {language.signs.to} {found[3]}" if int(found[1]) < int(found[3]) else found[0]


def _stop(found: re.Match[str], language: Language) -> str:
    """The full stop of an abbreviation, where it is that of a sentence too."""
    if not found[0].endswith("."):
        return ""
    following = found.string[found.end() : found.end() + 2]
    starts = following[:1] == " " and following[1:].isupper() and not language.capital_nouns
    return "." if starts or _at_the_end(found) else ""


def _at_the_end(found: re.Match[str]) -> bool:
    return found[0].endswith(".") and CLOSED.match(found.string, found.end()) is not None
