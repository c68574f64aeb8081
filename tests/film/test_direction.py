from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.camera import ALWAYS_SEEN, CLOSEST_ZOOM, WHOLE, Move
from dropd.film.direction import PAN_FRAMES_PER_SECOND, Framing, Scenery, Setup, Way, direct
from dropd.film.pictures import PIXELS_PER_PIXEL, Fit

HD = Framing(1920, 1080, "blur")
LANDSCAPE, PORTRAIT = Scenery("a", 3000, 2000, 5.0), Scenery("b", 2000, 3000, 5.0)
PANORAMA, TOWER = Scenery("c", 9000, 3000, 8.0), Scenery("d", 1000, 4000, 8.0)

framings = st.builds(
    Framing,
    st.sampled_from([1920, 1080]),
    st.sampled_from([1080, 1350, 1920]),
    st.sampled_from(["blur", "cover", "contain"]),
)
sceneries = st.builds(
    Scenery,
    seed=st.text(st.characters(codec=None), max_size=3),
    width_px=st.integers(1, 20_000),
    height_px=st.integers(1, 20_000),
    seconds=st.floats(0.2, 600),
    showing=st.integers(0, 5),
    focus=st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1)),
)


def ways(*shown: Scenery, framing: Framing = HD) -> list[Way]:
    return [setup.way for setup in direct(shown, framing)]


def many(scenery: Scenery, framing: Framing = HD) -> set[Way]:
    """The ways that pictures of one kind are shown in."""
    return set(ways(*(replace(scenery, seed=str(seed)) for seed in range(60)), framing=framing))


def sides(setup: Setup, framing: Framing, position: float) -> tuple[float, float, float, float]:
    """What the camera sees at a position: left, right, top, bottom, as parts of the canvas."""
    view, canvas = setup.move.at(position), setup.canvas
    scale = min(canvas.width_px / framing.width_px, canvas.height_px / framing.height_px) / view.zoom
    half_width = scale * framing.width_px / canvas.width_px / 2
    half_height = scale * framing.height_px / canvas.height_px / 2
    return view.x - half_width, view.x + half_width, view.y - half_height, view.y + half_height


@given(shown=st.lists(sceneries, min_size=1, max_size=8), framing=framings)
def test_the_camera_never_goes_the_same_way_twice_in_a_row(shown: list[Scenery], framing: Framing) -> None:
    assert all(left != right for left, right in pairwise(ways(*shown, framing=framing)))


@given(scenery=sceneries, framing=framings, position=st.floats(0, 1))
def test_the_camera_never_leaves_the_canvas(scenery: Scenery, framing: Framing, position: float) -> None:
    (setup,) = direct([scenery], framing)
    left, right, top, bottom = sides(setup, framing, position)
    a_pixel = 1.5 / min(setup.canvas.width_px, setup.canvas.height_px)

    assert min(left, top) >= -a_pixel
    assert max(right, bottom) <= 1 + a_pixel


@given(scenery=sceneries, framing=framings, position=st.floats(0, 1))
def test_a_picture_that_is_shown_whole_stays_whole(scenery: Scenery, framing: Framing, position: float) -> None:
    (setup,) = direct([scenery], framing)
    if setup.canvas.fit == "cover":
        return
    left, right, top, bottom = sides(setup, framing, position)
    edge = (1 - ALWAYS_SEEN) / 2

    assert max(left, top) <= edge + 1e-3
    assert min(right, bottom) >= 1 - edge - 1e-3


@given(scenery=sceneries, framing=framings)
def test_every_camera_goes_somewhere(scenery: Scenery, framing: Framing) -> None:
    (setup,) = direct([scenery], framing)

    assert setup.move.start != setup.move.end


def test_the_same_film_is_always_shot_the_same_way() -> None:
    shown = [replace(LANDSCAPE, seed=seed) for seed in "abcdefgh"]

    assert direct(shown, HD) == direct(list(shown), HD)


def test_ways_are_varied_and_along_the_longer_side() -> None:
    assert many(LANDSCAPE) == {"in", "out", "left", "right"}
    assert many(PORTRAIT) == {"in", "out", "up", "down"}


def test_each_way_is_as_likely_as_the_others() -> None:
    alone = Counter(way for seed in range(400) for way in ways(replace(LANDSCAPE, seed=str(seed))))

    assert min(alone.values()) > 60


@pytest.mark.parametrize(
    ("scenery", "framing", "expected"),
    [
        pytest.param(PANORAMA, HD, {"left", "right"}, id="a panorama"),
        pytest.param(TOWER, HD, {"up", "down"}, id="a tower"),
        pytest.param(PANORAMA, Framing(1080, 1920, "blur"), {"left", "right"}, id="a panorama in a film for phones"),
        pytest.param(PORTRAIT, Framing(1920, 1080, "cover"), {"up", "down"}, id="a portrait that is cut"),
        pytest.param(LANDSCAPE, Framing(1080, 1920, "cover"), {"left", "right"}, id="a landscape that is cut"),
    ],
)
def test_what_is_long_is_panned_over(scenery: Scenery, framing: Framing, expected: set[Way]) -> None:
    assert many(scenery, framing) == expected
    (setup,) = direct([scenery], framing)
    assert setup.canvas.fit == "cover"


def test_a_panorama_is_seen_from_end_to_end_if_there_is_time() -> None:
    (setup,) = direct([PANORAMA], HD)
    seen = [sides(setup, HD, position)[:2] for position in (0.0, 1.0)]

    assert setup.canvas.width_px / setup.canvas.height_px == pytest.approx(3, abs=0.01)
    assert min(left for left, _ in seen) == pytest.approx(0, abs=1e-3)
    assert max(right for _, right in seen) == pytest.approx(1, abs=1e-3)


@given(scenery=sceneries)
def test_no_pan_is_too_fast_to_follow(scenery: Scenery) -> None:
    (setup,) = direct([scenery], HD)
    if setup.canvas.fit != "cover":
        return
    places = [setup.move.at(step / 200) for step in range(201)]
    lengths = max(
        max(
            abs(after.x - before.x) * setup.canvas.width_px / (HD.width_px * PIXELS_PER_PIXEL),
            abs(after.y - before.y) * setup.canvas.height_px / (HD.height_px * PIXELS_PER_PIXEL),
        )
        for before, after in pairwise(places)
    )

    assert lengths * 200 / scenery.seconds <= PAN_FRAMES_PER_SECOND * 1.01


@pytest.mark.parametrize("wish", ["in", "out", "left", "right", "up", "down", "none"])
@pytest.mark.parametrize("scenery", [LANDSCAPE, PORTRAIT, PANORAMA])
def test_what_is_wished_for_is_done_even_twice_in_a_row(wish: Way, scenery: Scenery) -> None:
    wished = replace(scenery, wish=wish)

    assert ways(wished, wished) == [wish, wish]


def test_a_wished_pan_is_along_the_longer_side_in_either_direction() -> None:
    wished = [replace(PORTRAIT, wish="pan", seed=seed) for seed in "abcd"]

    assert set(ways(*wished)) == {"up", "down"}
    assert all(left != right for left, right in pairwise(ways(*wished)))


@pytest.mark.parametrize(("way", "side"), [("left", 0), ("up", 2)])
def test_left_and_up_are_where_the_camera_goes(way: Way, side: int) -> None:
    for scenery in (LANDSCAPE, PANORAMA, TOWER):
        (setup,) = direct([replace(scenery, wish=way)], HD)
        assert sides(setup, HD, 1)[side] < sides(setup, HD, 0)[side]


def test_without_motion_every_frame_is_the_whole_canvas_of_the_films_size() -> None:
    (setup,) = direct([LANDSCAPE], replace(HD, motion="none"))

    assert setup.move == Move(WHOLE, WHOLE)
    assert (setup.canvas.width_px, setup.canvas.height_px) == (1920, 1080)


def test_a_wish_moves_the_camera_in_a_film_without_motion() -> None:
    assert ways(LANDSCAPE, replace(LANDSCAPE, wish="in"), framing=replace(HD, motion="none")) == ["none", "in"]


@pytest.mark.parametrize(("seconds", "zoom"), [(1, 1.04), (5, 1.09), (60, CLOSEST_ZOOM)])
def test_longer_shots_go_further(seconds: float, zoom: float) -> None:
    (setup,) = direct([replace(LANDSCAPE, wish="in", seconds=seconds)], HD)

    assert setup.move.end.zoom == pytest.approx(zoom)


def test_the_camera_goes_to_what_matters() -> None:
    cut = Framing(1920, 1080, "cover")
    (setup,) = direct([Scenery("a", 4000, 3000, 6.0, wish="in", focus=(0.1, 0.9))], cut)
    left, right, top, bottom = sides(setup, cut, 1)
    # Of a 4:3 picture in a 16:9 film the lowest three quarters are seen: the focus is at 0.867 of the canvas.
    assert left < 0.1 < right
    assert top < 0.867 < bottom
    assert setup.canvas.focus == (0.1, 0.9)
    assert left == pytest.approx(0.1 * (1 - 1 / setup.move.end.zoom), abs=1e-3)


@pytest.mark.parametrize(("picture", "fit"), [((1600, 1000), "cover"), ((1600, 1200), "blur")])
def test_a_picture_of_nearly_the_films_shape_is_no_card(picture: tuple[int, int], fit: Fit) -> None:
    (setup,) = direct([Scenery("a", *picture, 6.0, wish="in")], Framing(1920, 1080, "blur"))

    assert setup.canvas.fit == fit


def test_a_focus_keeps_a_cut_picture_from_being_panned_over() -> None:
    cut = Framing(1920, 1080, "cover")

    assert many(replace(PORTRAIT, focus=(0.5, 0.2)), cut) == {"in", "out", "up", "down"}


def test_one_other_picture_changes_few_ways_after_it() -> None:
    changed = []
    for seed in range(100):
        shown = [replace(LANDSCAPE, seed=f"{seed} {shot}") for shot in range(20)]
        other = [*shown[:5], replace(LANDSCAPE, seed="another"), *shown[6:]]
        changed.append(sum(old != new for old, new in zip(ways(*shown)[6:], ways(*other)[6:], strict=True)))

    assert sum(changed) / len(changed) < 0.75
    assert max(changed) < 6
