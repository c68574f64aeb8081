"""Names of languages: tags of BCP 47, what MP4 and ICU make of them.

langcodes loads its tables for 40 ms: whoever names no language does not wait for them.
"""

UNKNOWN = "und"

BREAKS_BETWEEN_PHRASES = {"ja": "ja-u-lw-phrase", "ko": "ko-u-lw-phrase"}
"""ICU's locales by which lines break between phrases, not after any letter (https://unicode.org/reports/tr35/, line
break word)."""


def is_language_tag(text: str) -> bool:
    """Whether a text names a language in the way of BCP 47: `en`, `de-AT`, `zh-cn`."""
    from langcodes import tag_is_valid  # noqa: PLC0415

    return tag_is_valid(text)


def mp4_language(tag: str | None) -> str:
    """Return the three letters for a language as people write it (`en`, `de-AT`, `zh-cn`); `und` if unknown."""
    if tag is None:
        return UNKNOWN
    from langcodes import Language  # noqa: PLC0415
    from langcodes.tag_parser import LanguageTagError  # noqa: PLC0415

    try:
        return Language.get(tag).to_alpha3(variant="T")
    except (LanguageTagError, LookupError):
        return UNKNOWN


def icu_language(tag: str | None) -> str:
    """The language by whose rules text is parted; English where it is unknown."""
    if tag is None:
        return "en"
    from langcodes import Language  # noqa: PLC0415
    from langcodes.tag_parser import LanguageTagError  # noqa: PLC0415

    try:
        language = Language.get(tag).language
    except LanguageTagError:
        language = None
    return language if language and language != UNKNOWN else "en"
