from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dropd.film.sound.loudness import STEP_SAMPLES
from dropd.film.sound.segments import at_once, segments_of


@given(st.integers(1, 10**8))
def test_each_packet_and_each_sample_is_of_one_segment(samples: int) -> None:
    segments = list(segments_of(samples))

    packets = [(segment.first_packet, segment.end_packet) for segment in segments]
    assert packets[0][0] == 0
    assert packets[-1][1] == -(-samples // 1024) + 1
    assert all(before[1] == after[0] for before, after in pairwise(packets))
    heard = [tuple(place + segment.given_from_packet * 1024 for place in segment.heard) for segment in segments]
    assert (heard[0][0], heard[-1][1]) == (0, samples)
    assert all(before[1] == after[0] and after[0] % STEP_SAMPLES == 0 for before, after in pairwise(heard))


@given(st.integers(1, 10**8))
def test_a_sound_at_once_is_one_segment_of_all(samples: int) -> None:
    whole = at_once(samples)

    assert (whole.first_packet, whole.end_packet) == (0, -(-samples // 1024) + 1)
    assert whole.heard == (0, samples)
