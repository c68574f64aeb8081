import time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dropd.speech.reading.aloud import read_aloud

TAGS = ["en", "en-US", "de", "de-CH", "fr", "es", "es-MX", "it", "nl", "pt", "pt-BR", "pl", "", "-"]

languages = st.sampled_from(TAGS)
anything = st.text(st.characters(codec="utf-8"), max_size=200)
likely = st.lists(
    st.sampled_from(
        [*"0123456789.,-\u2013+/'€$£%°&*_•x \n", "450", "000", " m", "m²", "St.", "Dr.", "k", "Mio.", "º", "z. B."]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It costs €450,000.", "It costs four hundred and fifty thousand euros."),
        ("EUR 1 or €2.00", "one euro or two euros"),
        ("Sold for $1.5 million in 1998.", "Sold for one point five million dollars in 1998."),
        ("From €450k to $1.2M.", "From four hundred and fifty thousand euros to one point two million dollars."),
        ("£2,500 pcm or $99.99/night",
         "two thousand five hundred pounds per calendar month or ninety-nine dollars and ninety-nine cents per night"),
        ("Homes at $200-300k.", "Homes at two hundred to three hundred thousand dollars."),
        ("$500,000 - 3 beds", "five hundred thousand dollars - 3 beds"),
        ("It has 1,200 sq ft, approx. 2.5 km from town.",
         "It has one thousand two hundred square feet, approximately two point five kilometers from town."),
        ("A room of 5m x 4m, 1 m high.", "A room of five by four meters, one meter high."),
        ("80–100 m² at -5 °C and 50%.",  # noqa: RUF001
         "eighty to one hundred square meters at minus five degrees Celsius and fifty percent."),
        ("3-4 rooms & a bath, 2+1 parking", "3 to 4 rooms and a bath, 2 plus 1 parking"),
        ("No. 5, e.g. the red one, etc.", "number 5, for example the red one, et cetera."),
        ("She lives on Oak St.", "She lives on Oak Street."),
        ("She lives on Oak St. It is near St. Mary's.", "She lives on Oak Street. It is near Saint Mary's."),
        ("Ask Dr. Jones (12 Palm Dr, Miami) or Mrs. Lee.", "Ask Dr. Jones (12 Palm Drive, Miami) or Missus Lee."),
        ("We met Dr. Jones on 5th Ave. yesterday.", "We met Doctor Jones on fifth Avenue yesterday."),
        ("The St. James Hotel, New York Ave., is open.", "The Saint James Hotel, New York Avenue, is open."),
        ("He said “I live on Oak St.”", "He said “I live on Oak Street.”"),
        ("450.000 € may be either.", "450.000 euros may be either."),
        ("It is 10 min. The bus is late.", "It is ten minutes. The bus is late."),
    ],
)  # fmt: skip
def test_english_says_what_an_agent_or_a_teacher_writes(written: str, said: str) -> None:
    assert read_aloud(written, "en") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Das Haus kostet 450.000 €.", "Das Haus kostet vierhundertfünfzigtausend Euro."),
        ("Nur 450,000 €", "Nur 450,000 Euro"),
        ("1.250,50 € oder 1 €", "eintausendzweihundertfünfzig Euro und fünfzig Cent oder ein Euro"),
        ("Für 1,2 Mio. € oder 1 Mio. Euro", "Für eins Komma zwei Millionen Euro oder eine Million Euro"),
        ("CHF 900.– im Monat", "neunhundert Franken im Monat"),  # noqa: RUF001
        ("12,50 €/m² für 120 qm", "zwölf Euro und fünfzig Cent pro Quadratmeter für einhundertzwanzig Quadratmeter"),
        ("Goethestr. 5, Berliner Str. 7", "Goethestraße 5, Berliner Straße 7"),
        ("Es liegt in der Goethestr.", "Es liegt in der Goethestraße."),
        ("Fragen Sie z. B. Fr. Müller bzw. Dr. Weiß.",
         "Fragen Sie zum Beispiel Frau Müller beziehungsweise Doktor Weiß."),
        ("ca. 3–4 Zimmer, d.h. 2,5 m hoch", "ungefähr 3 bis 4 Zimmer, das heißt zwei Komma fünf Meter hoch"),  # noqa: RUF001
        ("85 kWh/(m²a), 10 min. Fußweg, Nr. 5",
         "fünfundachtzig Kilowattstunden pro Quadratmeter und Jahr, zehn Minuten Fußweg, Nummer 5"),
        ("Klasse 5 g hat 1 h Zeit", "Klasse 5 g hat eine Stunde Zeit"),
    ],
)  # fmt: skip
def test_german_says_what_an_agent_or_a_teacher_writes(written: str, said: str) -> None:
    assert read_aloud(written, "de") == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("fr", "Prix : 450 000 €, soit 1,2 M€.",
         "Prix : quatre cent cinquante mille euros, soit un virgule deux millions d'euros."),
        ("fr", "12 av. de la République, n° 5, 65 m² & cave",
         "12 avenue de la République, numéro 5, soixante-cinq mètres carrés et cave"),
        ("fr", "21 min à pied, bd Voltaire, 1er étage",
         "vingt et une minutes à pied, boulevard Voltaire, premier étage"),
        ("es", "450.000 €, C/ Mayor 5", "cuatrocientos cincuenta mil euros, Calle Mayor 5"),
        ("es", "200 £ y 21.000 €, 3ª planta", "doscientas libras y veintiún mil euros, tercera planta"),
        ("es", "Avda. de América, p. ej. 31 m²", "Avenida de América, por ejemplo treinta y un metros cuadrados"),
        ("es-MX", "$1,500.00 al mes", "mil quinientos pesos al mes"),
        ("it", "€ 450.000, V.le Roma 5", "quattrocentocinquantamila euro, Viale Roma 5"),
        ("it", "1,5 mln € per 120 mq, n. 5, ecc.",
         "uno virgola cinque milioni di euro per centoventi metri quadrati, numero 5, eccetera."),
        ("nl", "€ 450.000,- k.k., Hoofdstr. 5", "vierhonderdvijftigduizend euro k.k., Hoofdstraat 5"),
        ("nl", "3-4 kamers bijv. op de 3e verdieping", "3 tot 4 kamers bijvoorbeeld op de derde verdieping"),
        ("pt", "450.000 €, Av. Paulista, 2ª porta",
         "quatrocentos e cinquenta mil euros, Avenida Paulista, segunda porta"),
        ("pt-BR", "R$ 1.250,50 ou R$ 2 mi",
         "mil duzentos e cinquenta reais e cinquenta centavos ou dois milhões de reais"),
        ("de-CH", "CHF 1'250.50", "eintausendzweihundertfünfzig Franken und fünfzig Rappen"),
    ],
)  # fmt: skip
def test_other_languages_say_it_in_their_own_words(language: str, written: str, said: str) -> None:
    assert read_aloud(written, language) == said


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt"])
@pytest.mark.parametrize(
    "text",
    [
        "1998, 2024-2025, 555-867-5309, +49 171 2345678, 0171 22-33",
        "10:30, 12/05/2024, 2024-05-12, 1.2.3, v2.0, 90210",
        "info@my-house.com https://example.com/3-4?a=5%20m www.example.com/1-2 house5-6.com",
        "5 am, 5 M, A-5 m, 24/7, 4-3, 05-12, snake_case, 2*3, R2D2, 5 m/s",
    ],
)
def test_what_is_no_amount_stays_as_it_is(language: str, text: str) -> None:
    assert read_aloud(text, language) == text


def test_no_at_the_end_of_a_sentence_is_no_number() -> None:
    assert read_aloud("Is there a pool? No. 5 minutes away is a lake.", "en").startswith("Is there a pool? No. 5 ")


def test_an_abbreviation_before_an_address_ends_no_sentence() -> None:
    assert read_aloud("See e.g. www.example.com.", "en") == "See for example www.example.com."


def test_marks_that_nobody_says_are_dropped_and_bullets_are_pauses() -> None:
    text = "• 3 beds\n• a **great** _view_\n- pool 🏊‍♀️, garden 😍!"

    assert read_aloud(text, "en") == "3 beds, a great view, pool, garden!"


def test_a_language_without_tables_has_its_white_space_evened_out_and_nothing_else() -> None:
    assert read_aloud(" • € 5 \n 3-4\t**x** ", "pl") == "• € 5 3-4 **x**"


@given(anything | likely, languages | st.text(max_size=8))
@example("€" * 50 + "1" * 50, "en")
def test_no_text_is_too_strange(text: str, language: str) -> None:
    said = read_aloud(text, language)

    assert said == " ".join(said.split())


@given(st.lists(st.text(st.characters(categories=["Ll"]), min_size=1), min_size=1), languages)
def test_letters_stay_as_they_are(words: list[str], language: str) -> None:
    assume(not {"bd"} & set(words))
    text = " ".join(words)

    assert read_aloud(text, language) == text


@given(st.text("abcXYZ äéñ.,;:!?()'0123456789", max_size=80), languages)
def test_what_needs_no_words_is_read_alike_twice(text: str, language: str) -> None:
    once = read_aloud(text, language)
    assume(once == " ".join(text.split()))

    assert read_aloud(once, language) == once


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1.", "1 ", "1,000", "1x", "1-", "€1-", "5 m x ", "*", "* ", "🏊", "🏊a", "•", "\n", " \n", "(", "St. ",
        "a.", "www.", "'", "€", "-", "-1 °", "1+", "Str.", "\u200d", "_a", "z. ",
    ],
)  # fmt: skip
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    started = time.process_time()
    for language in ("en", "de", "fr"):
        read_aloud(text, language)

    assert time.process_time() - started < 6
