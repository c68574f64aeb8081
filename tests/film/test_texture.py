import cv2
import numpy as np
import pytest

from dropd.film.pictures import Plane
from dropd.film.texture import texture_of


def noise(spread: float, size: tuple[int, int] = (180, 320)) -> Plane:
    grey = np.random.default_rng(3).normal(120, spread, size)
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)


def test_a_smooth_picture_has_none_and_gravel_is_nothing_else() -> None:
    slope = np.linspace(20, 230, 320, dtype=np.float32)[None].repeat(180, axis=0).astype(np.uint8)

    assert texture_of(slope) == 0
    assert texture_of(noise(20)) == 1


def test_what_a_sensor_adds_is_no_detail() -> None:
    assert texture_of(noise(1)) == 0


@pytest.mark.parametrize("part", [0.25, 0.5, 0.75])
def test_detail_is_the_part_of_the_picture_that_has_it(part: float) -> None:
    picture, columns = np.full((160, 320), 90, np.uint8), round(320 * part)
    picture[:, :columns] = noise(20, (160, columns))

    assert texture_of(picture) == pytest.approx(part, abs=0.06)


def test_blur_takes_detail_away() -> None:
    sharp = noise(20)

    assert texture_of(np.asarray(cv2.GaussianBlur(sharp, (0, 0), 4), np.uint8)) == 0


@pytest.mark.parametrize("size", [(128, 128), (2, 2), (8, 400), (1080, 1920)])
def test_any_size_has_some_detail(size: tuple[int, int]) -> None:
    assert 0 <= texture_of(np.zeros(size, np.uint8)) <= 1
