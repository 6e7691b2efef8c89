"""Check worlds, tiles and the closeness of a map's cells."""

import pytest

from search.ask.spots import CELLS_BITS, MAX_CELLS, Frame
from search.geo.mercator import WHOLE_WORLD, tile_box, to_position, to_world


@pytest.mark.parametrize("position", [(47.4135, 0.9845), (-21.1, 55.5), (0.0, 0.0), (85.0, -180.0)])
def test_position_and_world_are_inverse(position):
    assert to_position(*to_world(position)) == pytest.approx(position, abs=1e-9)


def test_poles_lie_on_the_edge():
    assert to_world((90.0, 0.0))[1] == pytest.approx(0, abs=1e-9)
    assert to_world((-90.0, 0.0))[1] == pytest.approx(1, abs=1e-9)


def test_tile_of_zoom_0_is_the_world_and_four_tiles_are_one():
    assert tile_box(0, 0, 0) == pytest.approx(WHOLE_WORLD)
    south, west, north, east = tile_box(9, 258, 180)
    assert tile_box(10, 516, 360)[1] == west
    assert tile_box(10, 517, 361)[::3] == pytest.approx((south, east))
    assert north == tile_box(10, 516, 360)[2]


def test_cells_are_as_close_as_asked_while_there_are_not_too_many():
    blois = (47.5, 1.2, 47.7, 1.5)
    assert Frame(9, blois).precision == 9 + CELLS_BITS
    assert Frame(22, blois).precision < 22 + CELLS_BITS
    assert 4 ** Frame(22).precision <= MAX_CELLS
    assert Frame(22, (-90.0, -180.0, 90.0, 180.0)).precision == Frame(22).precision
