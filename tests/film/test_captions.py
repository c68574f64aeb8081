import html
import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.captions import Cue, cues, pieces, srt, vtt
from dropd.film.plan import Pace, SceneNeeds, make_plan

PACE = Pace(Fraction(30000, 1001), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))
SECOND = 48_000

words = st.builds(str.__add__, st.text("abcdefgh'", min_size=1, max_size=13), st.sampled_from(["", ",", "."]))
texts = st.lists(words, max_size=60).map(" ".join)
anything = st.text(st.characters(codec="utf-8"), max_size=300)


def shown(texts: list[str], spoken: list[int | None]) -> tuple[Cue, ...]:
    scenes = [
        SceneNeeds(1, voice_samples=samples, words=len(text.split()))
        for text, samples in zip(texts, spoken, strict=True)
    ]
    return cues(make_plan(scenes, PACE), texts, spoken)


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


@given(texts)
def test_a_caption_has_two_lines_of_42_characters_at_most(text: str) -> None:
    for piece in pieces(text):
        lines = piece.split("\n")
        assert 1 <= len(lines) <= 2
        assert all(0 < len(line) <= 42 for line in lines)


@given(texts)
def test_no_word_is_lost_or_doubled(text: str) -> None:
    assert " ".join(pieces(text)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Welcome.", ["Welcome."]),
        ("Welcome home. Come in.", ["Welcome home.", "Come in."]),
        (
            "A bright kitchen opens to the garden, with room for ten at table",
            ["A bright kitchen opens to the\ngarden, with room for ten at table"],
        ),
        ("x" * 50 + " end", ["x" * 50 + "\nend"]),
        ("one\n\n  two\tthree", ["one two three"]),
    ],
)
def test_texts_are_cut_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert list(pieces(text)) == expected


@pytest.mark.parametrize("length", range(60, 90))
def test_lines_of_a_caption_are_of_nearly_the_same_length(length: int) -> None:
    for piece in pieces(("word " * 20)[:length].strip()):
        lengths = [len(line) for line in piece.split("\n")]
        assert max(lengths) - min(lengths) <= 5


@given(st.lists(texts, min_size=1, max_size=4), st.data())
def test_captions_follow_each_other_while_their_scene_is_spoken(scenes: list[str], data: st.DataObject) -> None:
    spoken = [data.draw(st.none() | st.integers(SECOND, 30 * SECOND)) for _ in scenes]

    found = shown(scenes, spoken)

    assert all(cue.start_s < cue.end_s for cue in found)
    assert all(left.end_s <= right.start_s for left, right in pairwise(found))


def test_a_caption_ends_with_the_voice_and_the_next_begins_with_its_scene() -> None:
    found = shown(["First.", "Second one."], [3 * SECOND, 5 * SECOND])

    assert (found[0].start_s, found[0].end_s) == (Fraction(0), Fraction(3))
    # 3.4 s at 29.97 frames a second are 102 frames.
    assert found[1].start_s == 102 * Fraction(1001, 30000)
    assert found[1].end_s == found[1].start_s + 5


def test_longer_captions_stay_longer() -> None:
    short, long = shown(["Yes. " + "A much longer sentence."], [9 * SECOND])

    assert (long.end_s - long.start_s) / (short.end_s - short.start_s) == Fraction(23, 4)


def test_subrip_is_written_as_players_read_it() -> None:
    text = srt([Cue(Fraction(0), Fraction("1.5"), "Hello"), Cue(Fraction(3661), Fraction("3662.0004"), "two\nlines")])

    assert text == ("1\n00:00:00,000 --> 00:00:01,500\nHello\n\n2\n01:01:01,000 --> 01:01:02,000\ntwo\nlines\n")


def test_webvtt_is_written_as_browsers_read_it() -> None:
    text = vtt([Cue(Fraction(0), Fraction("59.9996"), "Salt & <b>pepper</b> --> here")])

    assert text == ("WEBVTT\n\n00:00:00.000 --> 00:01:00.000\nSalt &amp; &lt;b&gt;pepper&lt;/b&gt; --&gt; here\n")


@given(st.lists(anything, min_size=1, max_size=3))
def test_both_formats_can_be_read_back(scenes: list[str]) -> None:
    found = shown(scenes, [5 * SECOND] * len(scenes))
    arrow = re.compile(r"^([\d:,.]+) --> ([\d:,.]+)$")

    for text, first_block in ((srt(found), 0), (vtt(found), 1)):
        blocks = text.removesuffix("\n").split("\n\n")[first_block:] if found else []
        assert len(blocks) == len(found)
        for number, (block, cue) in enumerate(zip(blocks, found, strict=True), 1):
            head, *rest = block.split("\n")
            if first_block == 0:
                assert head == str(number)
                head, *rest = rest
            times = arrow.match(head)
            assert times is not None
            assert [seconds(stamp) for stamp in times.groups()] == pytest.approx(
                [float(cue.start_s), float(cue.end_s)], abs=6e-4
            )
            said = "\n".join(rest)
            assert (html.unescape(said) if first_block else said) == cue.text or "&" in cue.text
