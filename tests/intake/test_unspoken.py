import pytest

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene
from dropd.intake.unspoken import lacking_narration, needs_speech
from dropd.intake.wording import MAX_NAMED_SCENES


def scene(text: str | None, title: str | None = None) -> Scene:
    return Scene.model_validate({"images": ["a.jpg"], "VO": text, "title": title})


@pytest.mark.parametrize(
    ("tts", "voice_overs", "spoken"),
    [
        (None, (None, None, None), (0, 2)),
        (None, ("voiceovers/00.wav", None, None), (2,)),
        ("joe", (None, None, "voiceovers/02.wav"), (0,)),
        ("none", (None, None, None), ()),
        ("OFF", (None, None, None), ()),
    ],
)
def test_what_has_text_and_no_voice_over_is_spoken(
    tts: str | None, voice_overs: tuple[str | None, ...], spoken: tuple[int, ...]
) -> None:
    assert needs_speech([scene("Hi."), scene(None), scene("Bye.")], voice_overs, RenderOptions(tts=tts)) == spoken


def test_a_text_without_a_letter_is_nothing_to_speak() -> None:
    assert needs_speech([scene("..."), scene("\u200b"), scene("7")], (None, None, None), RenderOptions()) == (2,)


def test_one_silent_scene_is_named_with_the_file_that_would_help() -> None:
    fault = lacking_narration([scene("Hi."), scene("Bye.", "Garden")], (1,), "spoken")

    assert fault.message.startswith("Scene 01 (Garden) has text to speak, but no voice-over")
    assert "Add spoken/01.wav and so on" in fault.hint


def test_of_many_silent_scenes_the_first_are_named() -> None:
    scenes = [scene("Hi.")] * 40
    fault = lacking_narration(scenes, range(40), "voiceovers")

    assert fault.message.startswith("40 scenes: 00, 01,")
    assert f"{MAX_NAMED_SCENES - 1:02}, others have text" in fault.message
