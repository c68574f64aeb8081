import pytest

from dropd.film.lettering.font_files import EM_UNITS
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.lines import Block, lay_out, plain_lines

CHAIN = FontBook(machine_folders=()).chain("Noto Sans")
CAPTION = "The quick brown fox jumps over a lazy dog,\nand forty-two columns are in this one too."


def laid_out(text: str, room_px: tuple[int, int], *, size_px: float = 46, shrinks: bool = True) -> Block:
    return lay_out(plain_lines(text), CHAIN, size_px, lambda _: room_px, shrinks=shrinks)


def widths_px(block: Block) -> list[float]:
    return [(line.right - line.left) * block.size_px / EM_UNITS for line in block.lines]


def test_lines_that_fit_stay_as_they_were_typed() -> None:
    block = laid_out("A\nline that is much longer than its neighbour", (1700, 900))
    assert (block.size_px, len(block.lines)) == (46, 2)
    assert widths_px(block)[0] < 0.1 * widths_px(block)[1]


def test_a_caption_of_two_lines_of_42_columns_fits_a_wide_frame_at_its_size() -> None:
    block = laid_out(CAPTION, (1650, 900), shrinks=False)
    assert (block.size_px, len(block.lines)) == (46, 2)


@pytest.mark.parametrize("width_px", [300, 500, 700, 900])
def test_a_caption_keeps_its_size_and_gets_more_lines_in_a_narrow_frame(width_px: int) -> None:
    block = laid_out(CAPTION, (width_px, 1700), shrinks=False)
    assert block.size_px == 46
    assert len(block.lines) > 2
    assert max(widths_px(block)) <= width_px


def test_a_word_that_is_wider_than_the_frame_breaks_where_nothing_may_shrink() -> None:
    block = laid_out("Neighbourhoodassociation", (400, 1700), shrinks=False)
    assert (block.size_px, len(block.lines)) == (46, 2)


def test_what_is_too_high_becomes_smaller_all_the_same() -> None:
    assert laid_out(CAPTION, (300, 200), shrinks=False).size_px < 46


def test_room_may_depend_on_the_size() -> None:
    block = lay_out("Neighbourhood", CHAIN, 100, lambda size_px: (1000 - 10 * size_px, 900))
    assert block.size_px < 100
    assert widths_px(block)[0] <= 1000 - 10 * block.size_px


@pytest.mark.parametrize(
    "text",
    ["ยินดีต้อนรับสู่บ้านของคุณที่ริมทะเลสวยงาม", "សូមស្វាគមន៍មកកាន់ផ្ទះរបស់អ្នកដ៏ស្រស់ស្អាត"],
)
def test_text_without_spaces_breaks_between_its_words(text: str) -> None:
    block = laid_out(text, (500, 900))
    assert len(block.lines) == 2
    assert block.size_px > 40
    assert min(widths_px(block)) > 0.6 * max(widths_px(block))


def test_a_long_text_is_set_as_a_paragraph_with_full_lines() -> None:
    *full, _ = widths_px(laid_out("lorem ipsum dolor sit amet " * 40, (900, 900)))
    assert len(full) > 6
    assert min(full) > 0.8 * 900


@pytest.mark.parametrize(
    ("text", "second"), [("海の見える家へようこそ", "家へようこそ"), ("바다가 보이는 집에", "보이는 집에")]
)
def test_japanese_and_korean_break_between_phrases(text: str, second: str) -> None:
    chain = FontBook().chain("Noto Sans", text=text)
    broken, alone = (lay_out(each, chain, 46, lambda _: (280, 900)) for each in (text, second))
    assert [line.advance for line in broken.lines][1:] == [line.advance for line in alone.lines]
