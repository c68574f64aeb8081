"""The sound of whole films: voices alike, music under them as deep as it should be."""

import hashlib
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dropd.cache.store import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.film.assemble import SoundTrack
from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.sound import tracks
from dropd.film.sound.levelling import Finished
from dropd.film.sound.loudness import integrated_lufs, track_steps
from dropd.film.sound.silence import heard_in
from dropd.film.sound.tracks import Held, Samples
from dropd.film.sound.voice_over import VoiceOver
from dropd.intake.delivery import Delivery, SceneFiles, UsedFile
from dropd.jobs.inputs import Inputs, looks
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.hearing import Hearing
from dropd.jobs.stages.mixing import Sound, make_sound, mix, sound_warnings
from dropd.media.builds import FfmpegBuild
from dropd.speech.voice import Voice

SECOND = 48_000
PACE = Pace(Fraction(30), Fraction(1), Fraction(8), Fraction("0.5"), Fraction(4))
"""Four seconds without a voice after each scene's."""
MUSIC_HZ, VOICE_HZ = 500, 3000


def tone(seconds: float, hertz: int, level_db: float) -> Samples:
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SECOND)) / SECOND)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def tone_level_db(samples: Samples, hertz: int) -> float:
    """How loud one tone is among others; `samples` are a whole number of its waves."""
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / SECOND)
    return float(20 * np.log10(2 * np.abs(np.mean(samples[:, 0] * turn)) + 1e-9))


def heard(folder: Path, build: FfmpegBuild) -> Samples:
    argv = (build.path, "-v", "error", "-i", str(folder / "sound.m4a"), "-f", "f32le", "-")
    return np.frombuffer(subprocess.run(argv, check=True, capture_output=True).stdout, np.float32).reshape(-1, 2)


def order_for(folder: Path, build: FfmpegBuild, **options: object) -> WorkOrder:
    return WorkOrder(
        job_id="20261122T120000Z-0001",
        input_folder=folder,
        work_folder=folder,
        cache_folder=folder,
        cache_limit_bytes=10**9,
        output_stem="video",
        scenes=parse_scenes(b'{"scenes": [{"images": ["a.jpg"]}]}').scenes,
        options=RenderOptions.model_validate(options),
        delivery=Delivery(scenes=(), files=(), music="music.wav" if (folder / "music.wav").exists() else None),
        voice=Voice(),
        ffmpeg=build,
        workers=1,
    )


def with_music(samples: Samples, folder: Path, build: FfmpegBuild) -> None:
    argv = (build.path, "-v", "error", "-f", "f32le", "-ar", str(SECOND), "-ac", "2", "-i", "pipe:0")
    subprocess.run((*argv, "-c:a", "pcm_f32le", str(folder / "music.wav")), input=samples.tobytes(), check=True)


def recorded(folder: Path, voices: list[Samples]) -> tuple[VoiceOver, ...]:
    return tuple(
        VoiceOver(
            tracks.record([voice.tobytes()], folder / f"voice_{index:02}.f32"),
            hashlib.sha256(voice.tobytes()).hexdigest(),
        )
        for index, voice in enumerate(voices)
    )


def mixed(folder: Path, order: WorkOrder, voices: list[Samples]) -> tuple[Plan, Finished]:
    """Mix voices, each of a scene of its own, with the music of the folder."""
    recordings = recorded(folder, voices)
    plan = make_plan([SceneNeeds(1, voice_samples=len(voice)) for voice in voices], PACE)
    music = looks(folder, "music.wav")
    digest = hashlib.sha256((folder / "music.wav").read_bytes()).hexdigest() if music else ""
    used = (UsedFile(**music.model_dump(), sha256=digest),) if music else ()
    heard = [Hearing(track_steps(voice.recording), heard_in(voice.recording)) for voice in recordings]
    return plan, mix(order, Inputs(folder, used), plan, recordings, heard, folder / "sound.m4a", map)


@pytest.mark.parametrize(
    ("voice_db", "music_db", "loudness"),
    [(-45, -6, -16), (-25, -6, -16), (-25, -30, -16), (-6, -30, -16), (-6, -6, -23), (-25, -20, "off")],
)
def test_music_sinks_by_twelve_decibels_under_a_voice_of_any_level(
    voice_db: float, music_db: float, loudness: object, tmp_path: Path, build: FfmpegBuild
) -> None:
    with_music(tone(30, MUSIC_HZ, music_db), tmp_path, build)
    order = order_for(tmp_path, build, music="music.wav", ducking=True, loudness=loudness)

    plan, _ = mixed(tmp_path, order, [tone(4, VOICE_HZ, voice_db)] * 2)

    track, second = heard(tmp_path, build), plan.scenes[1].first_sample
    under = tone_level_db(track[second + SECOND : second + 3 * SECOND], MUSIC_HZ)
    between = tone_level_db(track[second - 3 * SECOND : second - SECOND], MUSIC_HZ)
    assert between - under == pytest.approx(12, abs=1)


def test_music_lies_twenty_units_below_the_voice_whatever_both_were(tmp_path: Path, build: FfmpegBuild) -> None:
    with_music(tone(30, MUSIC_HZ, -3), tmp_path, build)

    plan, _ = mixed(tmp_path, order_for(tmp_path, build, music="music.wav"), [tone(4, VOICE_HZ, -40)] * 2)

    there = slice(plan.scenes[1].first_sample + SECOND, plan.scenes[1].first_sample + 3 * SECOND)
    track = heard(tmp_path, build)
    voice_db, music_db = tone_level_db(track[there], VOICE_HZ), tone_level_db(track[there], MUSIC_HZ)
    heard_louder_db = integrated_lufs(Held(tone(2, VOICE_HZ, -20))) - integrated_lufs(Held(tone(2, MUSIC_HZ, -20)))
    assert voice_db + heard_louder_db - music_db == pytest.approx(20, abs=1)


@pytest.mark.parametrize("seconds", [30, 0.15, 0.09, 0.012])
def test_music_that_repeats_a_moment_is_as_far_below_the_voice(
    seconds: float, tmp_path: Path, build: FfmpegBuild
) -> None:
    with_music(tone(seconds, MUSIC_HZ, -3), tmp_path, build)

    plan, _ = mixed(tmp_path, order_for(tmp_path, build, music="music.wav"), [tone(4, VOICE_HZ, -40)] * 2)

    track, second = heard(tmp_path, build), plan.scenes[1].first_sample
    spoken = integrated_lufs(Held(track[second + SECOND : second + 3 * SECOND]))
    between = integrated_lufs(Held(track[second - 3 * SECOND : second - SECOND]))
    assert spoken - between == pytest.approx(20, abs=3)


def test_a_sound_shorter_than_a_step_of_the_meter_is_made_as_loud_as_others(tmp_path: Path, build: FfmpegBuild) -> None:
    _, finished = mixed(tmp_path, order_for(tmp_path, build), [tone(0.09, 400, -30)])

    assert finished.lufs == pytest.approx(-16, abs=1)


@pytest.mark.parametrize("room_db", [-100, -71])
def test_music_that_nobody_speaks_over_is_as_loud_as_asked(room_db: int, tmp_path: Path, build: FfmpegBuild) -> None:
    room = np.random.default_rng(8).normal(0, 10 ** (room_db / 20), (6 * SECOND, 2)).astype(np.float32)
    with_music(tone(30, MUSIC_HZ, -12), tmp_path, build)

    mixed(tmp_path, order_for(tmp_path, build, music="music.wav"), [room])

    assert integrated_lufs(Held(heard(tmp_path, build))) == pytest.approx(-16, abs=0.5)


def test_voices_that_were_recorded_at_different_levels_are_equally_loud(tmp_path: Path, build: FfmpegBuild) -> None:
    voices = [tone(3, 400, -8), tone(3, 400, -26), tone(3, 400, -17)]

    plan, _ = mixed(tmp_path, order_for(tmp_path, build), voices)

    track = heard(tmp_path, build)
    levels = [tone_level_db(track[scene.first_sample :][: 2 * SECOND], 400) for scene in plan.scenes]
    assert max(levels) - min(levels) < 0.2


def test_with_loudness_off_voices_stay_as_they_were_recorded(tmp_path: Path, build: FfmpegBuild) -> None:
    voices = [tone(3, 400, -10), tone(3, 400, -26)]

    plan, _ = mixed(tmp_path, order_for(tmp_path, build, loudness="off"), voices)

    track = heard(tmp_path, build)
    for scene, voice in zip(plan.scenes, voices, strict=True):
        there = track[scene.first_sample :][: len(voice)]
        assert tone_level_db(there, 400) == pytest.approx(tone_level_db(voice, 400), abs=0.05)


def test_only_the_finished_sound_is_left_of_a_mix(tmp_path: Path, build: FfmpegBuild) -> None:
    with_music(tone(3, MUSIC_HZ, -20), tmp_path, build)

    mixed(tmp_path, order_for(tmp_path, build, music="music.wav"), [tone(1, VOICE_HZ, -20)])

    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"music.wav", "voice_00.f32", "sound.m4a"}


def test_who_asks_for_more_than_peaks_allow_is_told_by_how_much(tmp_path: Path, build: FfmpegBuild) -> None:
    clicks = np.zeros((6 * SECOND, 2), np.float32)
    for place in range(SECOND, 6 * SECOND, 2 * SECOND):
        clicks[place : place + 480] = tone(0.01, 1000, -1)
    order = order_for(tmp_path, build)

    _, finished = mixed(tmp_path, order, [clicks])

    [warning] = sound_warnings(Sound(SoundTrack(tmp_path / "sound.m4a", ()), missed_lu=finished.missed_lu), order)
    assert f"{finished.missed_lu:.1f} LU quieter than asked for (loudness: -16)" in warning.message


def test_who_gets_what_was_asked_for_is_told_nothing(tmp_path: Path, build: FfmpegBuild) -> None:
    order = order_for(tmp_path, build)

    _, finished = mixed(tmp_path, order, [tone(3, 400, -20)])

    assert finished.lufs == pytest.approx(-16, abs=0.5)
    assert not list(sound_warnings(Sound(SoundTrack(tmp_path / "sound.m4a", ()), missed_lu=finished.missed_lu), order))


HISS = np.random.default_rng(2).normal(0, 10 ** (-90 / 20), (2 * SECOND, 2)).astype(np.float32)
"""What a microphone leaves that was switched off."""
VOICE, FAINT = tone(2, 400, -20), tone(2, 400, -57)


@pytest.mark.parametrize(
    ("takes", "told"),
    [
        ((VOICE, VOICE, VOICE), []),
        ((VOICE, HISS, VOICE), ["Nothing is heard in the recording voiceovers/01.wav."]),
        ((HISS, VOICE, HISS), ["Nothing is heard in the recordings voiceovers/00.wav and voiceovers/02.wav."]),
        ((FAINT, FAINT, FAINT), []),
        (
            (VOICE, FAINT, VOICE),
            ["So quiet that it was taken for noise, and stayed as it is: voiceovers/01.wav. Record louder."],
        ),
    ],
)
def test_recordings_in_which_nothing_is_heard_are_named(
    takes: tuple[Samples, ...], told: list[str], tmp_path: Path, build: FfmpegBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scene without a voice is meant so."""
    voices = (*recorded(tmp_path, list(takes)), None)
    files = [SceneFiles(images=("a.jpg",), voice_over=f"voiceovers/{scene:02}.wav") for scene in range(3)]
    delivery = Delivery(scenes=(*files, SceneFiles(images=("a.jpg",), voice_over=None)), files=())
    order = order_for(tmp_path, build).model_copy(update={"delivery": delivery})
    plan = make_plan([SceneNeeds(1, voice_samples=voice.samples if voice else None) for voice in voices], PACE)

    def warned() -> list[str]:
        sound = make_sound(order, Inputs(tmp_path, ()), plan, voices, Cache(tmp_path / "cache"))
        return [warning.message for warning in sound_warnings(sound, order)]

    assert warned() == told
    monkeypatch.setattr("dropd.jobs.stages.mixing.mix", None)  # it is not mixed again
    assert warned() == told


def test_where_no_loudness_is_asked_for_a_faint_recording_is_its_owners_wish(
    tmp_path: Path, build: FfmpegBuild
) -> None:
    sound = Sound(SoundTrack(tmp_path / "sound.m4a", ()), faint_scenes=(0,))
    delivery = Delivery(scenes=(SceneFiles(images=("a.jpg",), voice_over="voiceovers/00.wav"),), files=())
    order = order_for(tmp_path, build, loudness="off").model_copy(update={"delivery": delivery})

    assert list(sound_warnings(sound, order)) == []


def test_a_sound_is_made_once_for_all_pictures_and_again_for_other_times(tmp_path: Path, build: FfmpegBuild) -> None:
    order, cache, inputs = order_for(tmp_path, build), Cache(tmp_path / "cache"), Inputs(tmp_path, ())
    voices = recorded(tmp_path, [tone(2, 400, -20)] * 2)

    def made(pictures: int, pace: Pace = PACE, order: WorkOrder = order) -> Sound:
        plan = make_plan([SceneNeeds(pictures, voice_samples=voice.samples) for voice in voices], pace)
        return make_sound(order, inputs, plan, voices, cache)

    first = made(1)

    assert made(2) == first
    assert len({first.track.path, made(1, replace(PACE, scene_pad_s=Fraction(3))).track.path}) == 2
    assert made(1, order=order_for(tmp_path, build, loudness=-20)).track != first.track


def test_a_sound_is_the_same_whether_its_voices_were_heard_for_an_earlier_film_or_not(
    tmp_path: Path, build: FfmpegBuild
) -> None:
    inputs, voices = Inputs(tmp_path, ()), recorded(tmp_path, [tone(2, 400, -20), tone(1.5, 700, -31)])
    plan = make_plan([SceneNeeds(1, voice_samples=voice.samples) for voice in voices], PACE)

    def made(cache: str, loudness: int) -> bytes:
        order = order_for(tmp_path, build, loudness=loudness)
        return make_sound(order, inputs, plan, voices, Cache(tmp_path / cache)).track.path.read_bytes()

    made("used before", -16)
    assert made("used before", -23) == made("new", -23)
