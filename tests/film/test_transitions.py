from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts import options
from dropd.film.transitions import Kind, Planes, dim, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 180
KINDS: list[Kind] = [kind for kind in get_args(Kind) if kind != "cut"]
FRAMES = 15


def picture(luma: int, blue: int = 128, red: int = 128) -> Planes:
    half = (HEIGHT // 2, WIDTH // 2)
    return np.full((HEIGHT, WIDTH), luma, np.uint8), np.full(half, blue, np.uint8), np.full(half, red, np.uint8)


def textured(seed: int) -> Planes:
    rng = np.random.default_rng(seed)
    shapes = (HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2), (HEIGHT // 2, WIDTH // 2)
    luma, blue, red = (rng.integers(40, 200, shape, np.uint8) for shape in shapes)
    return luma, blue, red


def frame(kind: Kind, before: Planes, after: Planes, index: int, frames: int = FRAMES) -> Planes:
    mixed = tuple(plane.copy() for plane in after)
    mix(kind, before, mixed, (index + 1) / (frames + 1), 1 / (frames + 1))  # type: ignore[arg-type]  # three of three
    return mixed  # type: ignore[return-value]


def share_of_after(kind: Kind, index: int) -> float:
    """How much of a frame shows the later picture."""
    luma, _, _ = frame(kind, picture(40), picture(200), index)
    return float((luma.astype(float).mean() - 40) / 160)


def test_a_trigger_may_name_each_of_them() -> None:
    assert get_args(options.Transition) == get_args(Kind)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "fadeblack"])
def test_the_later_picture_comes_steadily_and_is_halfway_in_the_middle(kind: Kind) -> None:
    shares = [share_of_after(kind, index) for index in range(FRAMES)]

    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.15
    assert shares[FRAMES // 2] == pytest.approx(0.5, abs=0.02)
    assert 0.85 < shares[-1] <= 1


@pytest.mark.parametrize("kind", KINDS)
@given(index=st.integers(0, FRAMES - 1))
def test_two_equal_grey_pictures_stay_as_they_are(kind: Kind, index: int) -> None:
    if kind == "fadeblack":
        return
    for plane, still in zip(frame(kind, picture(90, 70, 180), picture(90, 70, 180), index), (90, 70, 180), strict=True):
        assert np.abs(plane.astype(int) - still).max() <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_colour_goes_with_brightness(kind: Kind) -> None:
    """Where the later picture is seen in luma it is seen in chroma, and to the same degree."""
    for index in range(FRAMES):
        luma, blue, red = frame(kind, picture(40, 40, 40), picture(200, 200, 200), index)
        if kind == "fadeblack":
            continue
        small = luma.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean((1, 3))
        for chroma in (blue, red):
            assert np.abs(small - chroma).mean() < 2.5
            assert np.abs(small - chroma).max() <= 27  # half of a chroma sample's step at the edge of a slide's blur


def test_a_fade_through_black_is_black_in_the_middle_and_nothing_is_mixed() -> None:
    before, after = picture(100, 60, 200), picture(180, 200, 60)

    frames = [frame("fadeblack", before, after, index) for index in range(FRAMES)]

    assert [int(plane[0, 0]) for plane in frames[FRAMES // 2]] == [16, 128, 128]
    assert [int(luma[0, 0]) for luma, _, _ in frames[:3]] == [90, 79, 68]
    assert [int(luma[0, 0]) for luma, _, _ in frames[-3:]] == [118, 139, 160]
    assert all(
        (int(red[0, 0]) > 128) == (index < FRAMES // 2) for index, (_, _, red) in enumerate(frames) if index != 7
    )


@pytest.mark.parametrize(
    ("kind", "last_to_change"),
    [
        ("wipeleft", (0.5, 0.01)),
        ("wiperight", (0.5, 0.99)),
        ("wipeup", (0.01, 0.5)),
        ("wipedown", (0.99, 0.5)),
    ],
)
def test_a_wipe_ends_at_the_side_that_it_is_named_for(kind: Kind, last_to_change: tuple[float, float]) -> None:
    luma, _, _ = frame(kind, picture(40), picture(200), FRAMES - 2)
    row, column = (int(part * length) for part, length in zip(last_to_change, luma.shape, strict=True))

    assert luma[row, column] == 40
    assert luma[HEIGHT - 1 - row, WIDTH - 1 - column] == 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("wipe")])
def test_a_wipe_has_a_soft_edge_and_leaves_the_rest_untouched(kind: Kind) -> None:
    before, after = textured(1), textured(2)
    mixed, _, _ = frame(kind, before, after, 7)
    is_old, is_new = mixed == before[0], mixed == after[0]
    line: NDArray[np.bool_] = (is_old | is_new).all(axis=0 if "left" in kind or "right" in kind else 1)

    soft = np.flatnonzero(~line)
    assert 0 < len(soft) <= 0.08 * len(line)
    assert soft[-1] - soft[0] < 0.08 * len(line)


@pytest.mark.parametrize(
    ("kind", "axis", "sign"), [("slideleft", 1, -1), ("slideright", 1, 1), ("slideup", 0, -1), ("slidedown", 0, 1)]
)
def test_a_slide_moves_both_pictures_its_way(kind: Kind, axis: int, sign: int) -> None:
    before, after = picture(40), picture(40)
    for planes in (before, after):
        where = [slice(None), slice(None)]
        where[axis] = slice(planes[0].shape[axis] // 2 - 4, planes[0].shape[axis] // 2 + 4)
        planes[0][tuple(where)] = 200

    places = []
    for index in range(FRAMES):
        light = frame(kind, before, after, index)[0].astype(float).mean(axis=1 - axis) - 40
        places.append(float((light * np.arange(len(light))).sum() / light.sum()))

    # Pushed out at one side, it is followed by the other picture's, half a frame from the middle later.
    first_half = [places[index] for index in range(5)]
    assert first_half == sorted(first_half, reverse=sign < 0)


def test_a_slide_is_slow_at_its_ends_and_blurred_by_its_speed() -> None:
    sharp = picture(40)
    sharp[0][:, WIDTH // 2 :] = 200
    soft = []
    for index in (0, 3):
        luma, _, _ = frame("slideleft", sharp, sharp, index)
        edges = np.flatnonzero((luma[90] > 45) & (luma[90] < 195))
        soft.append(len(edges))

    assert soft[0] < soft[1] / 2


@given(kind=st.sampled_from(KINDS), index=st.integers(0, 29))
def test_the_same_frames_are_mixed_the_same_way(kind: Kind, index: int) -> None:
    one, other = (frame(kind, textured(1), textured(2), index, 30) for _ in range(2))

    assert all(np.array_equal(left, right) for left, right in zip(one, other, strict=True))


def test_the_frame_before_is_left_as_it_is() -> None:
    for kind in KINDS:
        before = textured(3)
        frame(kind, before, textured(4), 6)
        assert all(np.array_equal(left, right) for left, right in zip(before, textured(3), strict=True))


@pytest.mark.parametrize(("light", "expected"), [(1.0, (120, 60, 190)), (0.5, (68, 94, 159)), (0.0, (16, 128, 128))])
def test_less_light_is_nearer_to_black(light: float, expected: tuple[int, int, int]) -> None:
    planes = picture(120, 60, 190)

    dim(planes, light)

    assert tuple(int(plane[5, 5]) for plane in planes) == expected
