"""Which tables a language tag means: countries write numbers in their own way, and call a dollar sign a peso. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from dropd.speech.reading.germanic_words import DUTCH, ENGLISH, GERMAN
from dropd.speech.reading.language import Language, plain
from dropd.speech.reading.romance_words import FRENCH, ITALIAN, PORTUGUESE, SPANISH

LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "nl": DUTCH,
    "pt": PORTUGUESE,
}


def language_of(tag: str) -> Language | None:
    """The tables of a tag such as `pt-BR`; None for languages that have none."""
    code, *others = tag.strip().lower().replace("_", "-").split("-")
    for other in others:
        if f"{code}-{other}" in VARIANTS:
            return VARIANTS[f"{code}-{other}"]
    return LANGUAGES.get(code)


def _swiss(language: Language) -> Language:
    return replace(language, numbers=replace(language.numbers, group="'", decimal="."))


def _with_points(language: Language) -> Language:
    return replace(language, numbers=replace(language.numbers, group=",", decimal=".", point="punto"))


def _with_pesos(language: Language) -> Language:
    return replace(language, currencies={**language.currencies, "$": plain("peso")})


def _brazilian(language: Language) -> Language:
    units = {key: replace(unit, one=_qui(unit.one), many=_qui(unit.many)) for key, unit in language.units.items()}
    cents = dict.fromkeys(language.cents, plain("centavo")) | {"GBP": language.cents["GBP"]}
    return replace(language, numbers=replace(language.numbers, library="pt_BR"), units=units, cents=cents)


def _qui(word: str) -> str:
    return word.replace("quilómetro", "quilômetro")


VARIANTS: Mapping[str, Language] = {
    **{f"{code}-{land}": _swiss(LANGUAGES[code]) for code in ("de", "fr", "it") for land in ("ch", "li")},
    **{f"es-{land}": _with_points(SPANISH) for land in ("us", "pr", "gt", "hn", "ni", "pa", "pe", "sv")},
    **{f"es-{land}": _with_points(_with_pesos(SPANISH)) for land in ("mx", "do")},
    **{f"es-{land}": _with_pesos(SPANISH) for land in ("ar", "cl", "co", "uy", "cu")},
    "pt-br": _brazilian(PORTUGUESE),
}
