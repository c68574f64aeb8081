"""What is heard in a voice is found once."""

from pathlib import Path

import numpy as np
import pytest

from dropd.cache.store import Cache
from dropd.film.sound.silence import Stretch
from dropd.film.sound.tracks import record
from dropd.film.sound.voice_over import VoiceOver
from dropd.jobs.stages.hearing import NO_VOICE, hearing_of

SECOND = 48_000


def test_what_was_heard_in_a_voice_is_told_again_without_hearing_it(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (3 * SECOND, 2)).astype(np.float32)
    noise[:SECOND] = 0
    voice = VoiceOver(record([noise.tobytes()], tmp_path / "voice.f32"), "a voice")

    first = hearing_of(voice, Cache(tmp_path / "cache"))
    (tmp_path / "voice.f32").unlink()
    again = hearing_of(voice, Cache(tmp_path / "cache"))

    assert first.stretches == again.stretches == (Stretch(SECOND, 3 * SECOND),)
    assert np.array_equal(first.steps.powers, again.steps.powers)
    assert np.array_equal(first.steps.peaks, again.steps.peaks)
    assert first.steps.lufs == again.steps.lufs


def test_another_version_of_what_hears_hears_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = VoiceOver(record([bytes(8 * SECOND)], tmp_path / "voice.f32"), "a voice")
    hearing_of(voice, Cache(tmp_path / "cache"))
    (tmp_path / "voice.f32").unlink()
    monkeypatch.setattr("dropd.jobs.stages.hearing.HEARING_VERSION", -1)

    with pytest.raises(FileNotFoundError):
        hearing_of(voice, Cache(tmp_path / "cache"))


def test_nothing_is_heard_where_nobody_speaks(tmp_path: Path) -> None:
    assert hearing_of(None, Cache(tmp_path / "cache")) is NO_VOICE
    assert NO_VOICE.stretches == ()
