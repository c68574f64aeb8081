import html
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.captions.caption_files import srt, vtt
from dropd.film.captions.cues import Cue

FPS = Fraction(30000, 1001)

lines = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1)
some_cues = st.lists(
    st.builds(Cue, st.integers(0, 10**6), st.integers(1, 200), lines.filter(lambda text: bool(text.strip())))
)


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_subrip_is_written_as_players_read_it() -> None:
    text = srt([Cue(0, 45, "Hello"), Cue(109830, 30, "two\nlines")], Fraction(30))

    assert text == ("1\n00:00:00,000 --> 00:00:01,500\nHello\n\n2\n01:01:01,000 --> 01:01:02,000\ntwo\nlines\n")


def test_webvtt_is_written_as_browsers_read_it() -> None:
    text = vtt([Cue(0, 60, "Salt & <b>pepper</b> --> here")], Fraction(1))

    assert text == ("WEBVTT\n\n00:00:00.000 --> 00:01:00.000\nSalt &amp; &lt;b&gt;pepper&lt;/b&gt; --&gt; here\n")


@given(some_cues)
def test_both_formats_can_be_read_back(cues: list[Cue]) -> None:
    arrow = re.compile(r"^([\d:,.]+) --> ([\d:,.]+)$")

    for text, header in ((srt(cues, FPS), 0), (vtt(cues, FPS), 1)):
        blocks = text.removesuffix("\n").split("\n\n")[header:] if cues else []
        assert len(blocks) == len(cues)
        for number, (block, cue) in enumerate(zip(blocks, cues, strict=True), 1):
            head, *rest = block.split("\n") if header else block.removeprefix(f"{number}\n").split("\n")
            times = arrow.match(head)
            assert times is not None
            shown = [cue.first_frame / FPS, cue.end_frame / FPS]
            assert [seconds(stamp) for stamp in times.groups()] == pytest.approx(list(map(float, shown)), abs=6e-4)
            said = "\n".join(rest)
            assert (html.unescape(said) if header else said) == cue.text or "&" in cue.text
