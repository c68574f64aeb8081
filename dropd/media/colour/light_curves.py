"""How much light a picture's value stands for, both from 0 to 1, by the curves of ITU-T H.273, table 3. Pure.

High dynamic range is brought down by its curve: reference white (203 cd/m2, ITU-R BT.2408) comes to lie a little below
white, and what is brighter runs out softly above it.
"""

import math
from collections.abc import Mapping

from dropd.media.colour.rgb_profile import Curve

REFERENCE_WHITE_NITS = 203.0
KNEE = 0.7
"""Light up to this part of reference white is left as it is."""

SRGB_LINEAR_TO = 0.04045
PQ_PEAK_NITS = 10_000.0
HLG_PEAK_NITS, HLG_SYSTEM_GAMMA, HLG_SQUARE_TO = 1000.0, 1.2, 0.5


def srgb_light(value: float) -> float:
    """IEC 61966-2-1."""
    return value / 12.92 if value <= SRGB_LINEAR_TO else ((value + 0.055) / 1.055) ** 2.4


def pq_light(value: float) -> float:
    """SMPTE ST 2084, brought down to white."""
    power = value ** (1 / 78.84375)
    part = max(0.0, power - 0.8359375) / (18.8515625 - 18.6875 * power)
    return _brought_down(PQ_PEAK_NITS * part ** (1 / 0.1593017578125))


def hlg_light(value: float) -> float:
    """ITU-R BT.2100 hybrid log-gamma on a display of 1000 cd/m2, each channel for itself, brought down to white."""
    if value <= HLG_SQUARE_TO:
        scene = value**2 / 3
    else:
        scene = (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return _brought_down(HLG_PEAK_NITS * scene**HLG_SYSTEM_GAMMA)


def _brought_down(nits: float) -> float:
    light = nits / REFERENCE_WHITE_NITS
    return light if light <= KNEE else KNEE + (1 - KNEE) * (1 - math.exp((KNEE - light) / (1 - KNEE)))


CURVES: Mapping[int, Curve] = {
    4: lambda value: value**2.2,
    5: lambda value: value**2.8,
    8: lambda value: value,
    16: pq_light,
    18: hlg_light,
}
"""By number. BT.709's curve (1, 6, 14, 15), sRGB's (13) and one that is not named are all taken for sRGB's."""
