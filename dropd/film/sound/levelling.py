"""One loudness: of the voices of different scenes before they are mixed, and of the film when it is.

The film's sound is limited from the unlimited mix each time, so that a second try never limits what is limited.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Generic, TypeVar

import numpy as np

from dropd.film.sound.aac import Wrapped, encode
from dropd.film.sound.lanes import Each
from dropd.film.sound.limiter import Limited
from dropd.film.sound.loudness import Loudness, Steps, blocks_of, gated_lufs, integrated_lufs
from dropd.film.sound.tracks import Track
from dropd.media.builds import FfmpegBuild

QUIETEST_LUFS = -60.0
"""A sound with less than this is silent or noise, and is never made louder."""
MOST_VOICE_GAIN_DB = 20.0
NOISE_LU = 35.0
"""A recording so far below the loudest one is what a room sounds like without anybody speaking."""

CEILING_DBTP = -1.5
"""True peak before AAC, which adds some: 192 kbit/s added up to half a decibel to music and voice."""
PUBLISHED_PEAK_DBTP = -1.0
MARGIN_DB = 0.1
METER_DB = 0.05
"""By so much, or seldom more, a meter at four times the rate, as ours and FFmpeg's are, reads a peak too low."""
CLOSE_LU = 0.1
HEARD_LU = 0.3
"""How near a sound must come to the loudness that is wanted, before and after AAC."""
MOST_TRIES = 6
MOST_DRIVE_DB = 12.0
"""How much more gain than a sound without peaks a peaky one gets. Beyond that only its noise would become louder."""
FLATTEST = 0.3
"""Loudness won by each decibel of gain, at least, when the next gain is chosen."""


Heard = TypeVar("Heard", bound=Loudness)


@dataclass(frozen=True, slots=True)
class Finished:
    """How a film's sound has turned out: how loud, in LUFS, and the hashes of its packets."""

    lufs: float
    packets: tuple[str, ...]
    missed_lu: float = 0.0
    """How much quieter than asked for it is because of its peaks; below zero for louder."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a mix is limited: the gain before, and the true peak that it may have."""

    gain_db: float
    ceiling_dbtp: float = CEILING_DBTP


@dataclass(frozen=True, slots=True)
class Aim:
    """What should be heard. Without a loudness a sound stays as it is, but for its peaks."""

    lufs: float | None
    within_lu: float
    most_gain_db: float


@dataclass(frozen=True, slots=True)
class Try(Generic[Heard]):
    """What was heard of a mix with a setting."""

    setting: Setting
    heard: Heard


def least_voice_lufs(voices_lufs: Sequence[float]) -> float:
    """How loud a recording must be to be a voice among these, and no noise."""
    return max(max(voices_lufs, default=0.0) - NOISE_LU, QUIETEST_LUFS)


def voice_gains_db(voices_lufs: Sequence[float]) -> tuple[float, ...]:
    """The gain that brings each recording to the median of all, by 20 dB at most; 0 for noise and silence."""
    least_lufs = least_voice_lufs(voices_lufs)
    spoken = [lufs for lufs in voices_lufs if lufs >= least_lufs]
    wanted_lufs = median(spoken) if spoken else 0.0
    return tuple(
        0.0 if lufs < least_lufs else float(np.clip(wanted_lufs - lufs, -MOST_VOICE_GAIN_DB, MOST_VOICE_GAIN_DB))
        for lufs in voices_lufs
    )


def finish(
    mix: Track, likely: Steps, target_lufs: float | None, encoded: Path, build: FfmpegBuild, each: Each = map
) -> Finished:
    """Bring a mix to the loudness, with no true peak above -1 dBTP once it is encoded, and encode it.

    `likely` is about what it has. Where the limiter may take from the loudness, it is heard before it is encoded, and
    another gain is sought if need be; and where AAC does, or adds more to the peaks than was left for it, or the mix
    is not what was likely, it is limited and encoded again; each six times at most.
    """
    wanted_lufs = None if likely.lufs < QUIETEST_LUFS else target_lufs
    plain_db = 0.0 if wanted_lufs is None else wanted_lufs - likely.lufs

    def at(setting: Setting) -> Limited:
        return Limited(mix, setting.gain_db, setting.ceiling_dbtp)

    def rehearse(setting: Setting) -> Loudness:
        lufs = foretold_lufs(likely, setting)
        return Loudness(integrated_lufs(at(setting), each) if lufs is None else lufs, setting.ceiling_dbtp)

    def encode_at(setting: Setting) -> Wrapped:
        return encode(at(setting), encoded, build, each)

    setting = Setting(plain_db)
    if wanted_lufs is not None:
        aim = Aim(wanted_lufs, CLOSE_LU, plain_db + MOST_DRIVE_DB)
        setting = levelled(setting, rehearse, aim).setting
    wrapped = levelled(setting, encode_at, Aim(wanted_lufs, HEARD_LU, plain_db + MOST_DRIVE_DB)).heard
    missed_lu = 0.0 if wanted_lufs is None else wanted_lufs - wrapped.integrated_lufs
    return Finished(wrapped.integrated_lufs, wrapped.packets, missed_lu)


def foretold_lufs(steps: Steps, setting: Setting) -> float | None:
    """How loud a sound will be when it is limited, where that hardly matters; None where it must be heard.

    It loses less than if the limiter took as much from a whole step as from the highest sample in it. What is higher
    between samples is left out, and told by what is heard after AAC.
    """
    factor, ceiling = 10 ** (setting.gain_db / 20), 10 ** (setting.ceiling_dbtp / 20)
    left = ceiling / np.maximum(steps.peaks * factor, ceiling)
    lufs, least_lufs = steps.lufs + setting.gain_db, gated_lufs(blocks_of(steps.powers * (factor * left) ** 2))
    return lufs if lufs - least_lufs < CLOSE_LU else None


def levelled(setting: Setting, hear: Callable[[Setting], Heard], aim: Aim) -> Try[Heard]:
    """Try settings, from this one on, until what is heard is good, or as good as it gets. Returns the last try."""
    tries: list[Try[Heard]] = []
    better: Setting | None = setting
    while better is not None and len(tries) < MOST_TRIES:
        tries.append(Try(better, hear(better)))
        better = better_setting(tries, aim)
    return tries[-1]


def better_setting(tries: Sequence[Try[Heard]], aim: Aim) -> Setting | None:
    """What to try next, given all tries so far; None if the last was good, or as good as it gets."""
    last, heard = tries[-1].setting, tries[-1].heard
    excess_db = heard.true_peak_dbtp + METER_DB - PUBLISHED_PEAK_DBTP
    ceiling_dbtp = last.ceiling_dbtp - (excess_db + MARGIN_DB if excess_db > 0 else 0.0)
    gain_db = last.gain_db
    if aim.lufs is not None and abs(aim.lufs - heard.integrated_lufs) > aim.within_lu:
        gain_db = min(gain_db + (aim.lufs - heard.integrated_lufs) / _slope(tries), aim.most_gain_db)
    better = Setting(gain_db, ceiling_dbtp)
    return None if better == last else better


def _slope(tries: Sequence[Try[Heard]]) -> float:
    """How much louder, in LU, the sound became by each decibel of gain, at the same ceiling."""
    last = tries[-1]
    for before in tries[-2::-1]:
        more_db = last.setting.gain_db - before.setting.gain_db
        if more_db and last.setting.ceiling_dbtp == before.setting.ceiling_dbtp:
            won_lu = last.heard.integrated_lufs - before.heard.integrated_lufs
            return float(np.clip(won_lu / more_db, FLATTEST, 1.0))
    return 1.0
