"""Voices of which one side alone was recorded, as by a microphone at one of two inputs: they are heard on both."""

import numpy as np

from dropd.film.sound.tracks import BYTES_PER_SAMPLE, Recording, blocks

DEAF_DB = 30.0
"""So much quieter than the other, a side heard no voice: nobody stands so far to one side of a microphone."""


def spread(recording: Recording) -> None:
    """Give both sides of a recording what one of them alone has heard; leave it as it is if both have."""
    side = lone_side(recording)
    if side is None:
        return
    at = 0
    with recording.pcm.open("r+b") as file:
        for block in blocks(recording):
            file.seek(at)
            file.write(np.repeat(block[:, side : side + 1], 2, axis=1).tobytes())
            at += len(block) * BYTES_PER_SAMPLE


def lone_side(recording: Recording) -> int | None:
    """The side that has heard everything, 0 for left; None where both have, or neither."""
    sums, squares = np.zeros(2), np.zeros(2)
    for block in blocks(recording):
        sums += block.sum(axis=0, dtype=np.float64)
        squares += np.square(block, dtype=np.float64).sum(axis=0)
    # An input that nothing is connected to may have an offset, which nobody hears.
    energies = squares - sums**2 / max(1, recording.samples)
    quiet, loud = np.argsort(energies)
    return int(loud) if energies[quiet] < energies[loud] * 10 ** (-DEAF_DB / 10) else None
