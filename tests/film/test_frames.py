from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.film.camera import WHOLE, Move, View, within
from dropd.film.frames import BlackFade, Footage, Frame, Lettering, Take, Transition, frames_of
from dropd.film.lettering.text import Overlay
from dropd.film.pictures import Still, canvas_for, to_still
from dropd.film.warp import warp

WIDTH, HEIGHT = 320, 180
CANVAS = canvas_for(WIDTH, HEIGHT, fit="cover", motion="kenburns")
LONG = Move(WHOLE, within(0.7, 0.65, 1.108))


def flat(luma: int, blue: int = 128, red: int = 128, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Still:
    width, height = size
    half = (height // 2, width // 2)
    return Still(np.full((height, width), luma, np.uint8), np.full(half, blue, np.uint8), np.full(half, red, np.uint8))


def blob(x: float, y: float) -> Still:
    """A soft red spot on black whose middle lies at (x, y), with pixels' edges at whole numbers."""
    columns, rows = np.arange(CANVAS.width_px) + 0.5, np.arange(CANVAS.height_px) + 0.5
    bell = np.exp(-((columns[None] - x) ** 2 + (rows[:, None] - y) ** 2) / (2 * 14.0**2))
    rgb = np.zeros((CANVAS.height_px, CANVAS.width_px, 3), np.uint8)
    rgb[..., 0] = np.rint(255 * bell)
    return to_still(rgb)


def centre(plane: NDArray[np.uint8], dark: int) -> tuple[float, float]:
    """Where the spot is in a plane, in samples with their middles at whole numbers."""
    weight = np.clip(plane.astype(float) - dark, 0, None)
    rows, columns = np.indices(plane.shape)
    return float((weight * columns).sum() / weight.sum()), float((weight * rows).sum() / weight.sum())


def place(x: float, y: float, view: View) -> tuple[float, float]:
    """Where a point of the canvas is seen in the frame, with pixels' edges at whole numbers."""
    scale = min(CANVAS.width_px / WIDTH, CANVAS.height_px / HEIGHT) / view.zoom
    return (
        (x - view.x * CANVAS.width_px) / scale + WIDTH / 2,
        (y - view.y * CANVAS.height_px) / scale + HEIGHT / 2,
    )


def footage(
    take: Take, *, frames: int, before: Take | None = None, fade: int = 0, captions: tuple[Lettering, ...] = ()
) -> Footage:
    transition = Transition("fade", fade, before) if before else None
    return Footage(WIDTH, HEIGHT, frames, take, transition, captions)


def shown(planned: Footage, still_of: Callable[[str], Still]) -> list[Frame]:
    """Every frame on its own."""
    kept = []
    for drawn in frames_of(planned, still_of):
        frame = Frame(WIDTH, HEIGHT)
        frame.data[:] = drawn.data
        kept.append(frame)
    return kept


def overlay(alpha: int = 255, colour: tuple[int, int, int] = (255, 255, 255)) -> Overlay:
    rgba = np.empty((20, 40, 4), np.uint8)
    rgba[:] = (*colour, alpha)
    return Overlay(60, 30, rgba)


def test_the_camera_follows_its_path_to_a_fiftieth_of_a_pixel() -> None:
    x, y = CANVAS.width_px * 0.45, CANVAS.height_px * 0.55
    still, take = blob(x, y), Take("spot", LONG, 0, 60)
    off = []
    for index, frame in enumerate(shown(footage(take, frames=60), lambda _: still)):
        seen_x, seen_y = centre(frame.luma, 16)
        meant_x, meant_y = place(x, y, take.view(index))
        off.append((seen_x + 0.5 - meant_x, seen_y + 0.5 - meant_y))

    assert np.sqrt(np.mean(np.square(off))) <= 0.02


def test_colour_follows_brightness() -> None:
    x, y = CANVAS.width_px * 0.6, CANVAS.height_px * 0.4
    still, take = blob(x, y), Take("spot", LONG, 0, 40)
    off = []
    for index, frame in enumerate(shown(footage(take, frames=40), lambda _: still)):
        seen_x, seen_y = centre(frame.red, 128)
        meant_x, meant_y = place(x, y, take.view(index))
        # Chroma is sited left: column i is at 2i + 0.5, row j at 2j + 1.
        off.append((2 * seen_x + 0.5 - meant_x, 2 * seen_y + 1 - meant_y))

    assert np.sqrt(np.mean(np.square(off))) <= 0.1


def test_circles_stay_round_wherever_the_camera_is() -> None:
    columns, rows = np.arange(CANVAS.width_px) + 0.5, np.arange(CANVAS.height_px) + 0.5
    away = np.hypot(columns[None] - CANVAS.width_px / 2, rows[:, None] - CANVAS.height_px / 2)
    # A soft edge: the place of a hard one would depend on where the samples happen to lie.
    disc = np.rint(255 * np.clip((94.5 - away) / 8, 0, 1)).astype(np.uint8)
    still, frame = to_still(np.repeat(disc[..., None], 3, axis=2)), Frame(WIDTH, HEIGHT)
    for view in (WHOLE, LONG.at(0.4), LONG.start, LONG.end):
        warp(still, view, frame.planes)
        light = frame.luma.astype(float) - 16
        down, across = np.indices(light.shape)
        spread_x = np.sqrt((light * (across - np.average(across, weights=light)) ** 2).sum())
        spread_y = np.sqrt((light * (down - np.average(down, weights=light)) ** 2).sum())
        assert spread_x / spread_y == pytest.approx(1, abs=2e-4)


@pytest.mark.parametrize("move", [LONG, Move(WHOLE, WHOLE)], ids=["moving", "still"])
def test_a_frame_stays_as_it_is_until_the_frame_after_the_next_is_asked_for(move: Move) -> None:
    rng = np.random.default_rng(5)
    rgb = rng.integers(0, 256, (CANVAS.height_px, CANVAS.width_px, 3), np.uint8)
    stills = {"a": to_still(rgb), "b": flat(90)}
    planned = Footage(
        WIDTH, HEIGHT, 30, Take("a", move, 0, 30), Transition("fade", 4, Take("b", move, 0, 30)),
        (Lettering(overlay(), first=10, frames=8, fade_frames=2),), None, (BlackFade(24, 6, rises=False),),
    )  # fmt: skip
    before: tuple[Frame, bytes] | None = None
    for frame in frames_of(planned, stills.__getitem__):
        assert before is None or before[0].data.tobytes() == before[1]
        before = frame, frame.data.tobytes()


def test_no_two_frames_of_a_move_are_equal() -> None:
    rng = np.random.default_rng(3)
    small = rng.integers(0, 256, (CANVAS.height_px // 8, CANVAS.width_px // 8, 3), np.uint8)
    still = to_still(cv2.resize(small, (CANVAS.width_px, CANVAS.height_px)).astype(np.uint8))

    frames = shown(footage(Take("a", LONG, 0, 180), frames=180), lambda _: still)

    assert len({frame.data.tobytes() for frame in frames}) == 180


def test_without_motion_every_frame_is_the_still() -> None:
    rng = np.random.default_rng(4)
    still = to_still(rng.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8))

    frames = shown(footage(Take("a", Move(WHOLE, WHOLE), 0, 5), frames=5), lambda _: still)

    for frame in frames:
        assert all(
            np.array_equal(drawn, kept)
            for drawn, kept in zip(frame.planes, (still.luma, still.blue, still.red), strict=True)
        )


def test_a_chunk_goes_on_where_the_one_before_stopped() -> None:
    x, y = CANVAS.width_px * 0.5, CANVAS.height_px * 0.3
    still = blob(x, y)
    whole = shown(footage(Take("a", LONG, 0, 30), frames=30), lambda _: still)

    later = shown(footage(Take("a", LONG, 20, 30), frames=10), lambda _: still)

    assert [frame.data.tobytes() for frame in later] == [frame.data.tobytes() for frame in whole[20:]]


def test_a_crossfade_goes_in_even_steps_from_one_picture_to_the_next() -> None:
    stills = {"dark": flat(40, 100, 160), "light": flat(200, 180, 60)}
    still = Move(WHOLE, WHOLE)

    frames = shown(
        footage(Take("light", still, 0, 20), frames=12, before=Take("dark", still, 10, 20), fade=7),
        stills.__getitem__,
    )

    lumas = [int(frame.luma[0, 0]) for frame in frames]
    assert lumas == [60, 80, 100, 120, 140, 160, 180, 200, 200, 200, 200, 200]
    assert all(np.ptp(frame.luma) == np.ptp(frame.blue) == np.ptp(frame.red) == 0 for frame in frames)
    assert [int(frames[3].blue[0, 0]), int(frames[3].red[0, 0])] == [140, 110]


def test_both_pictures_move_on_during_a_crossfade() -> None:
    spots = {"one": blob(CANVAS.width_px * 0.3, 130), "two": flat(16, size=(CANVAS.width_px, CANVAS.height_px))}
    before = Take("one", LONG, 30, 60)

    frames = shown(footage(Take("two", LONG, 0, 60), frames=10, before=before, fade=9), spots.__getitem__)

    for index in range(8):
        meant, _ = place(CANVAS.width_px * 0.3, 130, before.view(index))
        assert centre(frames[index].luma, 16)[0] + 0.5 == pytest.approx(meant, abs=0.35)


def test_a_title_changes_nothing_outside_its_rectangle() -> None:
    still = flat(100, 90, 150)
    title = Lettering(overlay(), 0, 4, 0)

    (frame, *_) = shown(footage(Take("a", Move(WHOLE, WHOLE), 0, 4), frames=1, captions=(title,)), lambda _: still)

    assert np.all(frame.luma[30:50, 60:100] == 235)
    assert np.all(frame.blue[15:25, 30:50] == 128)
    for plane, (top, bottom, left, right), value in (
        (frame.luma.copy(), (30, 50, 60, 100), 100),
        (frame.blue.copy(), (15, 25, 30, 50), 90),
        (frame.red.copy(), (15, 25, 30, 50), 150),
    ):
        plane[top:bottom, left:right] = value
        assert np.all(plane == value)


def test_a_half_transparent_title_lets_half_of_the_picture_through() -> None:
    title = Lettering(overlay(alpha=128), 0, 1, 0)

    (frame,) = shown(
        footage(Take("a", Move(WHOLE, WHOLE), 0, 1), frames=1, captions=(title,)), lambda _: flat(35, 100, 150)
    )

    assert [int(plane[20, 40]) for plane in (frame.blue, frame.red)] == pytest.approx([114, 139], abs=1)
    assert int(frame.luma[40, 80]) == pytest.approx(135, abs=1)


def test_a_coloured_title_has_no_dark_fringe() -> None:
    rgba = np.zeros((20, 40, 4), np.uint8)
    rgba[:, :19] = (255, 0, 0, 255)  # ends inside a pair of columns; what is clear beside it is black
    title = Lettering(Overlay(60, 30, rgba), 0, 1, 0)

    (frame,) = shown(
        footage(Take("a", Move(WHOLE, WHOLE), 0, 1), frames=1, captions=(title,)), lambda _: flat(63, 102, 240)
    )

    assert np.ptp(frame.red.astype(int)) <= 1
    assert np.ptp(frame.blue.astype(int)) <= 1


def test_the_picture_under_a_title_is_whole_again_when_it_has_gone() -> None:
    still = flat(100)
    title = Lettering(overlay(), 1, 2, 0)

    frames = shown(footage(Take("a", Move(WHOLE, WHOLE), 0, 5), frames=5, captions=(title,)), lambda _: still)

    assert [int(frame.luma[40, 80]) for frame in frames] == [100, 235, 235, 100, 100]


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        (Lettering(overlay(), 0, 8, 3), [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25, 0, 0]),
        (Lettering(overlay(), 2, 3, 0), [0, 0, 1, 1, 1, 0, 0, 0, 0, 0]),
        (Lettering(overlay(), -2, 5, 1), [1, 1, 0.5, 0, 0, 0, 0, 0, 0, 0]),
        (Lettering(overlay(), 0, 1, 0), [1] + [0] * 9),
    ],
)
def test_a_title_comes_and_goes_in_even_steps(caption: Lettering, expected: list[float]) -> None:
    assert [caption.opacity(frame) for frame in range(10)] == expected


def test_a_watermark_is_in_every_frame_under_the_titles() -> None:
    still, mark = flat(100), overlay(colour=(0, 0, 0))
    title = Lettering(overlay(), 1, 1, 0)
    planned = Footage(WIDTH, HEIGHT, 3, Take("a", Move(WHOLE, WHOLE), 0, 3), lettering=(title,), watermark=mark)

    frames = shown(planned, lambda _: still)

    assert [int(frame.luma[40, 80]) for frame in frames] == [16, 235, 16]
    assert [int(frame.luma[0, 0]) for frame in frames] == [100, 100, 100]


def test_black_covers_titles_and_watermark_too() -> None:
    still, title = flat(100, 90, 150), Lettering(overlay(), 0, 4, 0)
    fades = (BlackFade(0, 2, rises=True), BlackFade(2, 2, rises=False))
    planned = Footage(WIDTH, HEIGHT, 4, Take("a", Move(WHOLE, WHOLE), 0, 4), lettering=(title,), black_fades=fades)

    frames = shown(planned, lambda _: still)

    assert [int(frame.luma[40, 80]) for frame in frames] == [16, 126, 126, 16]
    assert [int(frame.luma[0, 0]) for frame in frames] == [16, 58, 58, 16]
    assert [int(frame.blue[0, 0]) for frame in frames] == [128, 109, 109, 128]
