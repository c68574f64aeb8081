import math
import time
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.text import Overlay, Position, TitleLook, draw_title, missing_characters

FONTS = FontBook()
LOOK = TitleLook()
WIDE = (1920, 1080)
TALL = (1080, 1920)

looks = st.builds(
    TitleLook,
    size_px=st.floats(8, 200),
    outline=st.sampled_from([None, (0, 0, 0, 166)]),
    position=st.sampled_from(get_args(Position)),
    box=st.sampled_from([None, (0, 0, 0, 150)]),
    shadow=st.sampled_from([None, (0, 0, 0, 190)]),
    shrinks=st.booleans(),
)
frames = st.sampled_from([WIDE, TALL, (480, 270), (128, 128)])
everything = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
words = st.text("abW gjÅ🏡家ب\n", max_size=120)


def drawn(text: str, look: TitleLook = LOOK, frame: tuple[int, int] = WIDE) -> Overlay:
    overlay = draw_title(text, look, frame, FONTS)
    assert overlay is not None
    return overlay


def same(one: Overlay, other: Overlay) -> bool:
    return (one.x_px, one.y_px, one.rgba.tobytes()) == (other.x_px, other.y_px, other.rgba.tobytes())


def inked_rows(overlay: Overlay) -> list[tuple[int, int]]:
    """First and last row of each stretch of rows in which the fill shows."""
    inked = np.concatenate([[False], (overlay.rgba[..., 3] > 128).any(axis=1), [False]])
    changes = np.flatnonzero(inked[1:] != inked[:-1])
    return list(zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True))


def ink_width(overlay: Overlay) -> int:
    columns = np.flatnonzero((overlay.rgba[..., 3] > 128).any(axis=0))
    return int(columns[-1] - columns[0])


@given(text=everything | words, look=looks, frame=frames)
def test_a_title_stays_in_the_safe_area_on_even_pixels(text: str, look: TitleLook, frame: tuple[int, int]) -> None:
    overlay = draw_title(text, look, frame, FONTS)
    if overlay is None:
        return
    height, width, channels = overlay.rgba.shape
    assert channels == 4
    assert [value % 2 for value in (overlay.x_px, overlay.y_px, width, height)] == [0, 0, 0, 0]
    assert frame[0] * 0.05 <= overlay.x_px < overlay.x_px + width <= frame[0] * 0.95
    assert frame[1] * 0.09 <= overlay.y_px < overlay.y_px + height <= frame[1] * 0.91


@given(text=words, look=looks, frame=frames)
def test_a_title_is_not_cut_at_the_edge_of_its_picture(text: str, look: TitleLook, frame: tuple[int, int]) -> None:
    overlay = draw_title(text, look, frame, FONTS)
    if overlay is None:
        return
    alpha = overlay.rgba[..., 3]
    edges = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    # With an outline nothing solid comes near the edge; bare letters and boxes may touch it.
    assert look.outline is None or look.box is not None or edges.max() < 128


@given(text=everything)
def test_the_same_title_is_the_same_picture_for_every_opening_of_the_fonts(text: str) -> None:
    one, other = draw_title(text, LOOK, WIDE, FONTS), draw_title(text, LOOK, WIDE, FontBook())
    assert one is None if other is None else one is not None and same(one, other)


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b", "\u00a0", "\U00013000", "\0\x1b"])
def test_nothing_visible_is_no_overlay(text: str) -> None:
    assert draw_title(text, LOOK, WIDE, FONTS) is None


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("  Home  sweet\thome ", "Home sweet home"),
        ("One\r\n\r\n\nTwo", "One\nTwo"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("A\x07B", "A B"),
        ("gar\u00adden", "garden"),
        ("A \U00013000 house", "A house"),
    ],
)
def test_what_cannot_be_seen_changes_nothing(typed: str, set_as: str) -> None:
    assert same(drawn(typed), drawn(set_as))


@pytest.mark.parametrize("text", ["%{pts}", "100%", "it's", '"x"', "a\\nb", "C:\\temp", "{a},[b];c=d"])
def test_signs_that_mean_something_to_other_programs_are_drawn_as_typed(text: str) -> None:
    for at, sign in enumerate(text):
        without = text[:at] + text[at + 1 :]
        assert not same(drawn(text), drawn(without)), sign


def test_typed_line_ends_are_kept() -> None:
    assert len(inked_rows(drawn("HOME\nSWEET\nHOME"))) == 3


def test_more_typed_lines_than_usual_keep_their_size() -> None:
    assert len(inked_rows(drawn("A\nB\nC\nD\nE"))) == 5
    assert inked_rows(drawn("A\nB\nC\nD\nE"))[0] == inked_rows(drawn("A"))[0]


def test_a_long_title_breaks_into_lines_of_like_length() -> None:
    words_in_caps = "A BRIGHT HOUSE WITH SEA VIEWS AND A KITCHEN"
    overlay = drawn(words_in_caps, TitleLook(size_px=72), TALL)
    rows = inked_rows(overlay)
    assert len(rows) == 2
    widths = [ink_width(Overlay(0, 0, overlay.rgba[top:bottom])) for top, bottom in rows]
    assert min(widths) > 0.75 * max(widths)


def test_a_last_word_does_not_stand_alone_when_lines_can_share() -> None:
    overlay = drawn("WWWWWWWWWW WWWWWWWWWW WWWWWWWWWW WWWWWWWWWW I", TitleLook(size_px=60))
    last_top, last_bottom = inked_rows(overlay)[-1]
    assert ink_width(Overlay(0, 0, overlay.rgba[last_top:last_bottom])) > 0.4 * ink_width(overlay)


def test_a_word_wider_than_the_frame_becomes_smaller_and_stays_whole() -> None:
    word = "NEIGHBOURHOODASSOCIATION"
    overlay = drawn(word, TitleLook(size_px=120))
    ((top, bottom),) = inked_rows(overlay)
    assert bottom - top < 0.65 * 120
    assert ink_width(overlay) > 0.8 * WIDE[0]


def test_a_word_that_is_too_wide_at_the_smallest_size_breaks_anywhere() -> None:
    assert len(inked_rows(drawn("H" * 200))) > 1


def test_a_title_that_needs_more_than_three_lines_is_set_smaller() -> None:
    title = "HOMES " * 25
    rows = inked_rows(drawn(title.strip()))
    assert len(rows) == 3
    assert rows[0][1] - rows[0][0] < inked_rows(drawn("HOMES"))[0][1]


@pytest.mark.parametrize("position", get_args(Position))
def test_a_position_says_where_the_title_is(position: Position) -> None:
    overlay = drawn("Home", TitleLook(position=position))
    height, width = overlay.rgba.shape[:2]
    centre = (overlay.x_px + width / 2, overlay.y_px + height / 2)
    vertical, _, horizontal = position.partition("-")
    third = {"left": 0, "top": 0, "center": 1, "right": 2, "bottom": 2}
    assert math.floor(3 * centre[0] / WIDE[0]) == third[horizontal or "center"]
    assert math.floor(3 * centre[1] / WIDE[1]) == third[vertical]


@pytest.mark.parametrize("position", ["top-center", "center", "bottom-center"])
def test_the_baseline_is_the_same_for_titles_with_and_without_tall_letters(position: Position) -> None:
    look = TitleLook(position=position, outline=None)
    low, tall = drawn("oxen", look), drawn("box", look)
    assert low.y_px + inked_rows(low)[-1][1] == tall.y_px + inked_rows(tall)[-1][1]


def test_fill_and_outline_have_their_colours() -> None:
    rgba = drawn("Home", TitleLook(fill=(250, 240, 10, 255), outline=(0, 0, 90, 255))).rgba
    solid = rgba[rgba[..., 3] == 255][:, :3].tolist()
    assert [250, 240, 10] in solid
    assert [0, 0, 90] in rgba[..., :3].reshape(-1, 3).tolist()


def test_a_half_transparent_fill_stays_half_transparent() -> None:
    rgba = drawn("Home", TitleLook(fill=(255, 255, 255, 128), outline=None)).rgba
    assert rgba[..., 3].max() == 128


def corners(overlay: Overlay) -> list[int]:
    return [int(overlay.rgba[row, column, 3]) for row in (0, -1) for column in (0, -1)]


def test_a_box_lies_behind_the_text_with_round_corners_and_room_at_all_sides() -> None:
    bare = drawn("Home", TitleLook(outline=None))
    boxed = drawn("Home", TitleLook(outline=None, box=(0, 0, 90, 255)))
    assert corners(boxed) == [0, 0, 0, 0]
    assert boxed.rgba[boxed.rgba.shape[0] // 2, 2].tolist() == [0, 0, 90, 255]
    assert boxed.rgba.shape[0] > bare.rgba.shape[0] + 10
    assert boxed.rgba.shape[1] > bare.rgba.shape[1] + 40


@pytest.mark.parametrize("position", get_args(Position))
def test_boxes_of_one_position_are_equally_high_whatever_letters_are_in_them(position: Position) -> None:
    look = TitleLook(family="Noto Sans", size_px=46, outline=None, box=(0, 0, 0, 150), position=position)
    places = {(drawn(text, look).y_px, drawn(text, look).rgba.shape[0]) for text in ("oxen", "Ågypj", "--")}
    assert len(places) == 1


def test_a_shadow_lies_below_and_to_the_right() -> None:
    overlay = drawn("I", TitleLook(size_px=100, outline=None, shadow=(0, 0, 0, 255)))
    rows, columns = np.nonzero(overlay.rgba[..., 3])
    lit_rows, lit_columns = np.nonzero(overlay.rgba[..., 0] > 200)
    assert rows.max() - lit_rows.max() > lit_rows.min() - rows.min()
    assert columns.max() - lit_columns.max() > lit_columns.min() - columns.min()


def test_captions_are_of_one_size_however_long_they_are() -> None:
    look = TitleLook(family="Noto Sans", size_px=46, outline=None, position="bottom-center", shrinks=False)
    short, long = drawn("Home", look, TALL), drawn("Home " * 60, look, TALL)
    heights = {bottom - top for top, bottom in [*inked_rows(short), *inked_rows(long)]}
    assert len(heights) == 1


def test_emoji_are_in_colour_among_letters_of_the_titles_colour() -> None:
    rgba = drawn("Home 🟥", TitleLook(outline=None)).rgba
    seen = rgba[rgba[..., 3] == 255][:, :3].astype(int)
    assert [255, 255, 255] in seen.tolist()
    assert ((seen[:, 0] > 180) & (seen[:, 1:].max(axis=1) < 100)).sum() > 1000


@pytest.mark.parametrize(
    "joined", ["\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd", "\U0001f469\u200d\U0001f680", "\u2764\ufe0f"]
)
def test_emoji_of_several_characters_are_one_picture(joined: str) -> None:
    look = TitleLook(outline=None)
    assert ink_width(drawn(joined, look)) <= 1.1 * ink_width(drawn("\U0001f3e1", look))


@pytest.mark.parametrize("text", ["海の家", "欢迎来到海边", "바다가 보이는 집"])
def test_chinese_japanese_and_korean_are_drawn_by_fonts_of_the_machine(text: str) -> None:
    assert missing_characters(text, LOOK, FONTS) == ""
    assert missing_characters(text, LOOK, FontBook(machine_folders=())) == "".join(dict.fromkeys(text.replace(" ", "")))


@pytest.mark.parametrize(
    "text",
    [
        "lorem ipsum dolor " * 280,
        "H" * 5000,
        "a" + "\u0301" * 5000,
        "\u200b" * 5000,
        "a\n" * 2500,
        "\u202e\u2067a" * 1700,
        "مرحبا بكم " * 500,
        "ยินดีต้อนรับ" * 400,
        "🏡" * 5000,
        "\ud800\x00%{x}'\\" * 600,
    ],
)
@pytest.mark.parametrize("frame", [WIDE, (480, 270)])
def test_five_thousand_characters_take_no_more_than_a_moment(text: str, frame: tuple[int, int]) -> None:
    before_s = time.process_time()
    draw_title(text, LOOK, frame, FONTS)
    assert time.process_time() - before_s < 3


def test_missing_characters_are_told_in_their_order() -> None:
    assert missing_characters("\U00013001 a \U00013000 é Ж Ω \U00013001", LOOK, FONTS) == "\U00013001\U00013000"
