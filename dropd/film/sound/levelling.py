"""One loudness: of the voices of different scenes before they are mixed, and of the film when it is.

The film's track is limited from the unlimited mix each time, so that a second try never limits what is limited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from dropd.film.sound import tracks
from dropd.film.sound.limiter import limited
from dropd.film.sound.loudness import integrated_lufs
from dropd.film.sound.tracks import Samples, blocks, opened
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import Loudness

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
"""By so much, or seldom more, FFmpeg's meter, at four times the rate, reads a peak too low."""
CLOSE_LU = 0.1
HEARD_LU = 0.3
"""How near a track must come to its aim, and what is heard after AAC to the loudness that is wanted."""
MOST_LOST_LU = 1.5
"""AAC took up to 0.9 LU from noise and drums."""
MOST_PASSES = 6
MOST_ENCODINGS = 5
MOST_DRIVE_DB = 12.0
"""How much more gain than a sound without peaks a peaky one gets. Beyond that only its noise would become louder."""
FLATTEST = 0.3
"""Loudness won by each decibel of gain, at least, when the next gain is chosen."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A film's finished sound: the raw track, its AAC file, and how loud that is, in LUFS and dBTP."""

    track: Path
    encoded: Path
    lufs: float
    true_peak_dbtp: float
    missed_lu: float = 0.0
    """How much quieter than asked for it is because of its peaks; below zero for louder."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a track should become. Without a loudness it stays as it is below the ceiling."""

    lufs: float | None
    ceiling_dbtp: float = CEILING_DBTP


def voice_gains_db(voices_lufs: Sequence[float | None]) -> tuple[float, ...]:
    """The gain that brings each recording to the median of all, by 20 dB at most; 0 for noise, silence and None."""
    known = [lufs for lufs in voices_lufs if lufs is not None]
    least_lufs = max(max(known, default=0.0) - NOISE_LU, QUIETEST_LUFS)
    spoken = [lufs for lufs in known if lufs >= least_lufs]
    wanted_lufs = median(spoken) if spoken else 0.0
    return tuple(
        0.0
        if lufs is None or lufs < least_lufs
        else float(np.clip(wanted_lufs - lufs, -MOST_VOICE_GAIN_DB, MOST_VOICE_GAIN_DB))
        for lufs in voices_lufs
    )


def loudness_of(pcm: Path) -> float:
    """The gated loudness of a raw sound, in LUFS; -70 for silence."""
    return integrated_lufs(part for _, part in blocks(opened(pcm)))


def finish(mixed: Path, target_lufs: float | None, folder: Path, build: FfmpegBuild) -> Finished:
    """Bring a mix to the loudness, with no true peak above -1 dBTP once it is encoded, and encode it.

    Writes `track.f32` and `sound.m4a` into the folder. Where AAC adds more to the peaks than was left for it, or takes
    from the loudness, the mix is limited and encoded again for what was heard.
    """
    track, encoded = folder / "track.f32", folder / "sound.m4a"
    raw_lufs = loudness_of(mixed)
    wanted_lufs = None if raw_lufs < QUIETEST_LUFS else target_lufs
    aim: Aim | None = Aim(wanted_lufs)
    for _ in range(MOST_ENCODINGS):
        if aim is None:
            break
        gain_db = 0.0 if aim.lufs is None else fitting_gain_db(opened(mixed), raw_lufs, aim.lufs, aim.ceiling_dbtp)
        _write_limited(opened(mixed), gain_db, aim.ceiling_dbtp, track)
        tracks.encode(track, encoded, build)
        heard = tracks.measure_encoded(encoded, build)
        aim = better_aim(aim, heard, wanted_lufs)
    missed_lu = 0.0 if wanted_lufs is None else wanted_lufs - heard.integrated_lufs
    return Finished(track, encoded, heard.integrated_lufs, heard.true_peak_dbtp, missed_lu)


def better_aim(aim: Aim, heard: Loudness, wanted_lufs: float | None) -> Aim | None:
    """What to aim at once it is known what became of an aim in AAC; None if that is good, or as good as it gets."""
    excess_db = heard.true_peak_dbtp + METER_DB - PUBLISHED_PEAK_DBTP
    ceiling_dbtp = aim.ceiling_dbtp - (excess_db + MARGIN_DB if excess_db > 0 else 0.0)
    lufs = aim.lufs
    if lufs is not None and wanted_lufs is not None and abs(wanted_lufs - heard.integrated_lufs) > HEARD_LU:
        corrected_lufs = lufs + wanted_lufs - heard.integrated_lufs
        lufs = min(max(corrected_lufs, wanted_lufs - MOST_LOST_LU), wanted_lufs + MOST_LOST_LU)
    better = Aim(lufs, ceiling_dbtp)
    return None if better == aim else better


def fitting_gain_db(mixed: Samples, raw_lufs: float, target_lufs: float, ceiling_dbtp: float) -> float:
    """The gain before the limiter that makes a mix, which is `raw_lufs` loud, as loud as it should be behind it.

    Tries gains along the line through the last two, until one is close or peaks do not allow more.
    """
    plain_db = target_lufs - raw_lufs
    gain_db, slope, before = plain_db, 1.0, (0.0, 0.0)
    for turn in range(MOST_PASSES):
        lufs = integrated_lufs(part for _, part in limited(mixed, _factor(gain_db), ceiling_dbtp))
        missing_lu = target_lufs - lufs
        if abs(missing_lu) <= CLOSE_LU:
            break
        if turn and gain_db != before[0]:
            slope = float(np.clip((lufs - before[1]) / (gain_db - before[0]), FLATTEST, 1.0))
        before = (gain_db, lufs)
        next_db = min(gain_db + missing_lu / slope, plain_db + MOST_DRIVE_DB)
        if next_db == gain_db:
            break
        gain_db = next_db
    return gain_db


def _write_limited(mixed: Samples, gain_db: float, ceiling_dbtp: float, target: Path) -> None:
    with target.open("wb") as file:
        for _, part in limited(mixed, _factor(gain_db), ceiling_dbtp):
            file.write(part.data)


def _factor(gain_db: float) -> np.float32:
    return np.float32(10 ** (gain_db / 20))
