from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dropd.film.camera import CLOSEST_ZOOM, WHOLE, Move, View, within
from dropd.film.frames import Frame
from dropd.film.pictures import LEAD_PX, Still, canvas_for, to_still, with_lead
from dropd.film.warp import MOST_SKIPPED, OFF_SAMPLES, run_to, warp

WIDTH, HEIGHT = 640, 360
CANVAS = canvas_for(WIDTH, HEIGHT, fit="cover", motion="kenburns")


@given(st.floats(-50, 900), st.floats(0.7, 2.2), st.integers(1, 800), st.integers(100, 1200))
def test_a_run_comes_upon_every_sample_of_the_view_and_never_leaves_its_source(
    start: float, scale: float, samples: int, available: int
) -> None:
    run = run_to(start, scale, samples, available)

    if run is not None:
        places = run.first + (run.skipped + np.arange(samples) + 0.5) * scale - 0.5
        assert np.abs(places - (start + np.arange(samples) * scale)).max() <= OFF_SAMPLES + 1e-9
        assert run.first >= 0
        assert 0 <= run.skipped < MOST_SKIPPED
        assert round((available - run.first) / scale) >= run.skipped + samples


@given(st.integers(0, 40), st.sampled_from([1.0, 1.25, 1.35, 1.5]))
def test_a_view_that_begins_on_a_whole_sample_skips_none(first: int, scale: float) -> None:
    run = run_to(first + scale / 2 - 0.5, scale, 100, 400)

    assert run is not None
    assert (run.first, run.skipped) == (first, 0)


@pytest.mark.parametrize("zoom", [1.0, CLOSEST_ZOOM])
def test_where_the_camera_comes_to_rest_nearly_every_view_begins_near_where_a_resize_can(zoom: float) -> None:
    canvas = canvas_for(1920, 1080, fit="cover", motion="kenburns")
    scale = min(canvas.width_px / 1920, canvas.height_px / 1080) / zoom
    runs = [run_to(float(start), scale, 1080, 1900) for start in np.random.default_rng(7).uniform(190, 230, 200)]

    assert sum(run is not None for run in runs) > 0.9 * len(runs)


@pytest.fixture(scope="module", params=[0, LEAD_PX], ids=["without lead", "with lead"])
def photo(request: pytest.FixtureRequest) -> Still:
    """Detail of all sizes down to two pixels."""
    drawn = np.random.default_rng(3)
    size = (CANVAS.height_px, CANVAS.width_px, 3)
    octaves = (drawn.normal(0, 40, (size[0] // step, size[1] // step, 3)) for step in (2, 6, 40))
    detail = sum(cv2.resize(octave, (size[1], size[0])) for octave in octaves)
    return with_lead(to_still(np.clip(128 + detail, 0, 255).astype(np.uint8)), request.param)


def exactly(plane: NDArray[np.uint8], xs: NDArray[Any], ys: NDArray[Any]) -> NDArray[Any]:
    """Linear between samples, without rounding."""
    left = np.clip(np.floor(xs).astype(int), 0, plane.shape[1] - 2)
    above = np.clip(np.floor(ys).astype(int), 0, plane.shape[0] - 2)
    right, below = np.clip(xs - left, 0, 1), np.clip(ys - above, 0, 1)[:, None]
    source = plane.astype(np.float64)
    upper = source[above][:, left] * (1 - right) + source[above][:, left + 1] * right
    lower = source[above + 1][:, left] * (1 - right) + source[above + 1][:, left + 1] * right
    return np.asarray(upper * (1 - below) + lower * below)


@pytest.mark.parametrize("anchor", [(0.5, 0.5), (0.3, 0.65), (0.7, 0.35)])
def test_each_plane_is_sampled_where_the_view_says_whichever_way_it_is_taken(
    photo: Still, anchor: tuple[float, float]
) -> None:
    move, frame = Move(WHOLE, within(*anchor, CLOSEST_ZOOM)), Frame(WIDTH, HEIGHT)
    for position in np.linspace(0, 1, 40):
        view = move.at(float(position))
        warp(photo, view, frame.planes)

        scale = min(CANVAS.width_px / WIDTH, CANVAS.height_px / HEIGHT) / view.zoom
        left = view.x * CANVAS.width_px - scale * WIDTH / 2
        top = view.y * CANVAS.height_px - scale * HEIGHT / 2
        columns, rows = np.arange(WIDTH), np.arange(HEIGHT)
        before = photo.lead_px
        luma = exactly(
            photo.luma[before:, before:], (columns + 0.5) * scale + left - 0.5, (rows + 0.5) * scale + top - 0.5
        )
        columns, rows = columns[: WIDTH // 2], rows[: HEIGHT // 2]
        # Chroma is sited left: over the middles of even columns, between two rows.
        chroma_x, chroma_y = ((2 * columns + 0.5) * scale + left - 0.5) / 2, ((2 * rows + 1) * scale + top - 1) / 2
        blue = exactly(photo.blue[before // 2 :, before // 2 :], chroma_x, chroma_y)
        for seen, meant in ((frame.luma, luma), (frame.blue, blue)):
            difference = seen - meant
            assert np.abs(difference).max() < 2.5
            assert np.sqrt((difference**2).mean()) < 0.5
            assert abs(difference.mean()) < 0.02


def test_the_picture_does_not_jump_where_one_way_follows_the_other(photo: Still) -> None:
    """Neighbouring frames of a slow pan differ evenly, however each was taken."""
    frame, before = Frame(WIDTH, HEIGHT), Frame(WIDTH, HEIGHT)
    steps = []
    for index in range(60):
        warp(photo, View(0.48 + index * 0.0002, 0.5, 1.08), frame.planes)
        if index:
            steps.append(float(np.abs(frame.luma.astype(float) - before.luma).mean()))
        before.data[:] = frame.data

    assert max(steps) < 1.25 * min(steps)
