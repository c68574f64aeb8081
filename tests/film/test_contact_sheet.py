from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.film.contact_sheet import evenly_chosen, grid_for

SHAPES = [(1920, 1080), (1080, 1920), (1080, 1080), (320, 180)]


@given(st.integers(1, 2000), st.integers(2, 60))
def test_pictures_are_chosen_evenly_from_the_first_to_the_last(count: int, most: int) -> None:
    chosen = evenly_chosen(count, most)

    assert chosen[0] == 0
    assert chosen[-1] == count - 1
    assert len(chosen) == min(count, most)
    steps = {after - before for before, after in pairwise(chosen)}
    assert max(steps, default=1) - min(steps, default=1) <= 1


@given(st.integers(1, 40), st.sampled_from(SHAPES))
def test_every_picture_has_a_place_in_a_sheet_that_a_screen_shows_at_once(pictures: int, size: tuple[int, int]) -> None:
    grid = grid_for(pictures, size)

    assert (grid.rows - 1) * grid.columns < pictures <= grid.rows * grid.columns
    assert grid.columns * grid.width_px <= 1920 + grid.columns
    assert grid.rows * grid.height_px <= 1920 + grid.rows
    assert grid.width_px / grid.height_px == pytest.approx(size[0] / size[1], rel=0.05)


@pytest.mark.parametrize(
    ("size", "columns", "rows"), [((1920, 1080), 4, 5), ((1080, 1920), 7, 3), ((1080, 1080), 6, 3)]
)
def test_a_film_of_18_shots_has_as_many_columns_as_its_shape_asks_for(
    size: tuple[int, int], columns: int, rows: int
) -> None:
    grid = grid_for(18, size)

    assert (grid.columns, grid.rows) == (columns, rows)
