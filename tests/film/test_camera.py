from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dropd.film.camera import ALWAYS_SEEN, CLOSEST_ZOOM, WHOLE, Move, View, ease, within

nearer = st.builds(within, st.floats(0.3, 0.7), st.floats(0.3, 0.7), st.floats(1.04, CLOSEST_ZOOM))
moves = st.builds(lambda view, inwards: Move(WHOLE, view) if inwards else Move(view, WHOLE), nearer, st.booleans())
positions = st.floats(0, 1)


@given(move=moves, position=positions)
@example(move=Move(View(0.5, 0.5, 1.1055982892133416), WHOLE), position=1.0)
def test_the_camera_never_leaves_the_canvas(move: Move, position: float) -> None:
    view = move.at(position)
    half = 0.5 / view.zoom

    assert 1 <= view.zoom <= CLOSEST_ZOOM
    assert view.x - half >= -1e-9
    assert view.x + half <= 1 + 1e-9
    assert view.y - half >= -1e-9
    assert view.y + half <= 1 + 1e-9


@given(move=moves, position=positions)
def test_the_part_that_is_always_seen_is(move: Move, position: float) -> None:
    view = move.at(position)
    half, edge = 0.5 / view.zoom, (1 - ALWAYS_SEEN) / 2

    assert max(view.x - half, view.y - half) <= edge + 1e-9
    assert min(view.x + half, view.y + half) >= 1 - edge - 1e-9


@given(move=moves)
def test_a_move_begins_and_ends_where_it_says_and_goes_somewhere(move: Move) -> None:
    for reached, meant in ((move.at(0), move.start), (move.at(1), move.end)):
        assert (reached.x, reached.y, reached.zoom) == pytest.approx((meant.x, meant.y, meant.zoom))
    assert WHOLE in (move.start, move.end)
    assert abs(move.start.zoom - move.end.zoom) > 0.03


@given(move=moves)
def test_one_point_of_the_picture_stands_still(move: Move) -> None:
    """The point towards which the camera zooms has the same place in every view."""
    start, end = move.start, move.end
    still_x = (end.x * end.zoom - start.x * start.zoom) / (end.zoom - start.zoom)
    still_y = (end.y * end.zoom - start.y * start.zoom) / (end.zoom - start.zoom)
    places = [
        ((still_x - view.x) * view.zoom, (still_y - view.y) * view.zoom)
        for view in (move.at(part / 10) for part in range(11))
    ]

    assert all(place == pytest.approx(places[0], abs=1e-6) for place in places)


@given(positions, positions)
def test_the_camera_never_turns_back(one: float, other: float) -> None:
    first, second = sorted((one, other))

    assert ease(0) == 0
    assert ease(1) == pytest.approx(1)
    assert ease(first) <= ease(second) + 1e-12


def test_speed_rises_and_falls_without_a_jump() -> None:
    places = [ease(step / 1000) for step in range(1001)]
    speeds = [after - before for before, after in pairwise(places)]

    assert speeds[0] < max(speeds) / 100
    assert speeds[-1] < max(speeds) / 100
    assert max(abs(after - before) for before, after in pairwise(speeds)) < max(speeds) / 100


def test_zoom_is_even_in_log_space() -> None:
    move = Move(WHOLE, View(0.5, 0.5, 1.12))
    steady = [move.at(part / 100).zoom for part in range(30, 70)]
    ratios = [after / before for before, after in pairwise(steady)]

    assert max(ratios) / min(ratios) == pytest.approx(1, abs=1e-12)


def test_a_pan_without_zoom_is_a_move_too() -> None:
    move = Move(View(0.4, 0.5, 1.1), View(0.6, 0.5, 1.1))

    middle = move.at(0.5)
    assert (middle.x, middle.y, middle.zoom) == pytest.approx((0.5, 0.5, 1.1))
