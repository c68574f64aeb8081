"""What intake makes of each state in which a file can be, seen through `assess`."""

from dataclasses import replace
from typing import Any

import pytest

from dropd.contracts.options import RenderOptions
from dropd.errors import ContractFault, MediaFault, NarrationFault, SyntaxFault, UnsafeFault
from dropd.intake.facts import Graces
from dropd.intake.probe import Unfinished, Verdict, Wrong
from dropd.intake.readiness import Ready, Rejected, Waiting, assess

SILENT = [{"images": ["front.jpg"]}]
SPOKEN = [{"images": ["front.jpg"], "VO": "Welcome."}, {"images": ["front.jpg"], "VO": "Goodbye."}]
TEXTS = ("render.yaml", "scenes.json")

SPEAKING = {"renderOptions": {"ttsApi": "piper"}}


def reasons(result: object) -> dict[str, str]:
    assert isinstance(result, Waiting)
    return {awaited.path: awaited.reason for awaited in result.reasons}


def test_a_missing_picture_is_waited_for_as_long_as_it_takes(arrival: Any) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS)

    assert reasons(drop.assess(1e7)) == {"images/front.jpg": "missing"}


def test_a_similar_name_is_told_beside_a_missing_one(arrival: Any) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, "images/frnt.jpg")

    assert reasons(drop.assess(100.0)) == {"images/front.jpg": "missing (images/frnt.jpg has a similar name)"}


@pytest.mark.parametrize("options", [{"tts": "none"}, {"ttsApi": "piper"}])
def test_what_the_settings_say_of_speech_counts_where_the_trigger_says_nothing(
    arrival: Any, options: dict[str, str]
) -> None:
    facts = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg").facts()
    defaults = RenderOptions.model_validate(options)

    assert isinstance(assess(facts, 100.0, Graces(voice_over_s=1e6)), Waiting)
    assert isinstance(assess(replace(facts, defaults=defaults), 100.0, Graces(voice_over_s=1e6)), Ready)


@pytest.mark.parametrize(("name", "file"), [("music", "song.mp3"), ("watermark", "logo.png")])
def test_a_file_that_the_settings_ask_for_is_waited_for(arrival: Any, name: str, file: str) -> None:
    facts = arrival(SILENT).put(0.0, *TEXTS, "images/front.jpg").facts()
    defaults = RenderOptions.model_validate({name: file})

    told = f"missing (the settings ask for it; a trigger may say {name}: none)"
    assert reasons(assess(replace(facts, defaults=defaults), 100.0, Graces())) == {file: told}


@pytest.mark.parametrize("lies", ["front.jpg", "pictures/Front.JPG"])
def test_a_file_in_another_folder_is_told_with_where_it_belongs(arrival: Any, lies: str) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, lies)

    assert reasons(drop.assess(100.0)) == {"images/front.jpg": f"missing ({lies} is there: move it into images)"}


def test_of_two_files_that_differ_in_case_alone_neither_is_taken(arrival: Any) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, "images/Front.jpg", "images/front.JPG")

    told = "images/Front.jpg and images/front.JPG differ in upper and lower case alone: rename the right one"
    assert reasons(drop.assess(100.0)) == {"images/front.jpg": f"missing ({told})"}


def test_among_very_many_files_no_similar_name_is_looked_for(arrival: Any) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, "images/frnt.jpg", *(f"images/{n}.jpg" for n in range(60)))

    assert reasons(drop.assess(100.0)) == {"images/front.jpg": "missing"}


@pytest.mark.parametrize("partial", ["images/front.jpg.part", "images/.front.jpg.Ab12Cd"])
def test_half_a_transfer_is_told_as_such(arrival: Any, partial: str) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, partial)

    assert reasons(drop.assess(100.0)) == {"images/front.jpg": "still being transferred"}


def test_a_picture_that_changed_within_the_quiet_period_is_growing(arrival: Any) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS).put(10.0, "images/front.jpg", size=500)

    result = drop.assess(11.9)

    assert reasons(result) == {"images/front.jpg": "still arriving"}
    assert isinstance(result, Waiting)
    assert result.reasons[0].size_bytes == 500
    assert isinstance(drop.assess(12.0), Ready)


@pytest.mark.parametrize("path", ["scenes.json", "images/front.jpg"])
def test_an_empty_file_is_still_arriving(arrival: Any, path: str) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, "images/front.jpg").put(1.0, path, size=0)

    assert reasons(drop.assess(1e6))[path] == "still empty"


def test_an_empty_trigger_means_all_defaults_after_ten_seconds(arrival: Any) -> None:
    drop = arrival(SILENT, trigger=b"").put(0.0, "scenes.json", "images/front.jpg")
    drop.put(0.0, "render.yaml", size=0)

    assert reasons(drop.assess(9.9)) == {"render.yaml": "still empty"}
    assert isinstance(drop.assess(10.0), Ready)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (None, "being checked"),
        (Unfinished(), "incomplete"),
        (
            Wrong("images/front.jpg is not a picture."),
            "not a picture (the job fails if it stays so for 30 seconds)",
        ),
        (
            Wrong("images/front.jpg has 200 pixels."),
            "not usable as it is: images/front.jpg has 200 pixels (the job fails if it stays so for 30 seconds)",
        ),
    ],
)
def test_a_settled_picture_waits_for_its_content(arrival: Any, verdict: Verdict | None, reason: str) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, "images/front.jpg").judge("images/front.jpg", verdict)

    assert reasons(drop.assess(29.0)) == {"images/front.jpg": reason}


def test_a_picture_cut_short_is_waited_for_without_end(arrival: Any) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS, "images/front.jpg").judge("images/front.jpg", Unfinished())

    assert isinstance(drop.assess(1e7), Waiting)


def test_every_wrong_picture_is_told_at_once_after_half_a_minute(arrival: Any) -> None:
    drop = arrival([{"images": ["a.jpg", "b.jpg"]}]).put(0.0, *TEXTS, "images/a.jpg", "images/b.jpg")
    for name in ("images/a.jpg", "images/b.jpg"):
        drop.judge(name, Wrong(f"{name} is not a picture.", "Save it as JPEG."))

    result = drop.assess(30.0)

    assert isinstance(result, Rejected)
    assert all(isinstance(error, MediaFault) for error in result.errors)
    assert [error.message for error in result.errors] == [
        "images/a.jpg is not a picture.",
        "images/b.jpg is not a picture.",
    ]


@pytest.mark.parametrize(
    ("scenes", "trigger", "path", "fault"),
    [
        (b'{"scenes": [', b"", "scenes.json", SyntaxFault),
        (b'{"scenes": []}', b"", "scenes.json", ContractFault),
        (SILENT, {"renderOptions": {"crff": 20}}, "render.yaml", ContractFault),
    ],
)
def test_a_text_that_is_wrong_has_a_minute_to_become_right(
    arrival: Any, scenes: Any, trigger: Any, path: str, fault: type[Exception]
) -> None:
    drop = arrival(scenes, trigger=trigger).put(0.0, *TEXTS, "images/front.jpg")

    assert reasons(drop.assess(59.0))[path].startswith("not correct yet (")

    result = drop.assess(60.0)

    assert isinstance(result, Rejected)
    assert isinstance(result.errors[0], fault)


def test_what_is_wrong_with_both_texts_is_told_at_once(arrival: Any) -> None:
    drop = arrival(b'{"scenes": []}', trigger={"renderOptions": {"crff": 20}}).put(0.0, "scenes.json", size=14)
    drop.put(50.0, "render.yaml")

    result = drop.assess(60.0)

    assert isinstance(result, Rejected)
    assert [error.file for error in result.errors] == ["render.yaml", "scenes.json"]


@pytest.mark.parametrize("path", ["images/front.jpg", "render.yaml", "images"])
def test_a_link_is_refused(arrival: Any, path: str) -> None:
    drop = arrival(SILENT).put(0.0, *TEXTS)
    drop.put(0.0, path, is_file=False)

    assert isinstance(drop.assess(5.0), Waiting)

    result = drop.assess(60.0)

    assert isinstance(result, Rejected)
    assert isinstance(result.errors[0], UnsafeFault)
    assert result.errors[0].message.startswith(f"{path} is a link or a special file")


def test_while_some_scenes_have_a_voice_over_the_others_are_waited_for_a_minute(arrival: Any) -> None:
    drop = arrival(SPOKEN, trigger=SPEAKING).put(0.0, *TEXTS, "images/front.jpg", "voiceovers/00.wav")

    result = drop.assess(59.0)

    assert isinstance(result, Waiting)
    assert result.message == (
        "Waiting for one file: voiceovers/01.* is missing "
        "(speech is made instead once nothing has arrived for 60 seconds)."
    )
    assert isinstance(drop.assess(60.0), Ready)


def test_a_recording_that_may_be_the_lacking_one_is_told_with_the_name_that_it_needs(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg", "voiceovers/00.wav", "voiceovers/outro.mp3")

    assert reasons(drop.assess(59.0))["voiceovers/01.*"].endswith(
        "; if voiceovers/outro.mp3 belongs here, rename it to 01.mp3, or name it as `voiceover` in scenes.json)"
    )


def test_a_recording_that_lies_elsewhere_is_told_with_the_place_that_it_needs(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg", "voiceovers/00.wav", "01.wav")

    assert reasons(drop.assess(59.0))["voiceovers/01.*"].endswith(
        "; if 01.wav belongs here, move it to voiceovers/01.wav)"
    )


def test_of_several_recordings_without_number_it_is_told_how_they_are_found(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg", "voiceovers/intro.mp3", "voiceovers/outro.mp3")

    assert reasons(drop.assess(59.0))["voiceovers/00.*"].endswith(
        "; voiceovers/intro.mp3 and voiceovers/outro.mp3: a recording is found by the number of its scene, "
        "as voiceovers/00.mp3 for the first, or by `voiceover` in scenes.json)"
    )


def test_a_text_that_dropd_may_not_read_is_waited_for_without_end(arrival: Any) -> None:
    drop = arrival(SILENT).put(0.0, "scenes.json", "images/front.jpg")
    facts = replace(drop.facts(), scenes=None, verdicts={"scenes.json": Unfinished("not readable for dropd")})

    assert reasons(assess(facts, 1e6, Graces()))["scenes.json"] == "not readable for dropd"


def test_anything_that_arrives_prolongs_the_minute(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg", "voiceovers/00.wav").put(50.0, "notes.txt")

    assert isinstance(drop.assess(109.0), Waiting)
    assert isinstance(drop.assess(110.0), Rejected)


def test_an_empty_folder_of_voice_overs_is_waited_for_a_minute(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg").mkdir(0.0, "voiceovers")

    assert set(reasons(drop.assess(59.0))) == {"voiceovers/00.*", "voiceovers/01.*"}
    assert isinstance(drop.assess(60.0), Rejected)


def test_where_nothing_can_speak_the_voice_overs_have_a_minute_to_begin_to_come(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg")

    assert reasons(drop.assess(59.0))["voiceovers/00.*"].startswith("missing (the job fails once")
    result = drop.assess(60.0)

    assert isinstance(result, Rejected)
    assert isinstance(result.errors[0], NarrationFault)
    assert "00, 01 have text to speak" in result.errors[0].message


def test_where_pictures_are_still_awaited_the_voice_overs_may_come_with_them(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS)

    assert set(reasons(drop.assess(3600.0))) == {"images/front.jpg"}


@pytest.mark.parametrize("trigger", [SPEAKING, {"renderOptions": {"tts": "none"}}])
def test_without_any_voice_over_nobody_waits(arrival: Any, trigger: dict[str, Any]) -> None:
    drop = arrival(SPOKEN, trigger=trigger).put(0.0, *TEXTS, "images/front.jpg")

    assert isinstance(drop.assess(2.0), Ready)


def test_without_narration_on_purpose_no_further_voice_over_is_waited_for(arrival: Any) -> None:
    drop = arrival(SPOKEN, trigger={"renderOptions": {"tts": "none"}})
    drop.put(0.0, *TEXTS, "images/front.jpg", "voiceovers/00.wav")

    assert isinstance(drop.assess(2.0), Ready)


def test_a_voice_over_that_a_scene_names_is_waited_for_without_end(arrival: Any) -> None:
    drop = arrival([{"images": ["front.jpg"], "VO": "Welcome.", "voiceover": "welcome.wav"}])
    drop.put(0.0, *TEXTS, "images/front.jpg")

    assert reasons(drop.assess(1e6)) == {"voiceovers/welcome.wav": "missing"}


def test_voice_overs_counted_from_one_are_told_and_not_rendered(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg", "voiceovers/01.wav", "voiceovers/02.wav")

    doubt = "missing (if you count from 01, rename them to 00 … 01)"
    assert reasons(drop.assess(59.0)) == {"voiceovers/00.*": doubt}

    result = drop.assess(60.0)

    assert isinstance(result, Rejected)
    assert isinstance(result.errors[0], NarrationFault)
    assert "Rename them to 00 … 01" in result.errors[0].hint


def test_a_lone_voice_over_that_is_counted_from_one_is_told_how_to_be_called(arrival: Any) -> None:
    drop = arrival([{"images": ["front.jpg"], "VO": "Welcome."}])
    drop.put(0.0, *TEXTS, "images/front.jpg", "voiceovers/01.wav")

    result = drop.assess(60.0)

    assert isinstance(result, Rejected)
    assert result.errors[0].message == "The first scene is 00, but the voice-overs in voiceovers begin with 01."
    assert result.errors[0].hint == "Rename it to 00."


def test_voice_overs_that_only_arrive_in_another_order_are_not_counted_from_one(arrival: Any) -> None:
    drop = arrival(SPOKEN).put(0.0, *TEXTS, "images/front.jpg", "voiceovers/01.wav").put(70.0, "voiceovers/00.wav")

    assert isinstance(drop.assess(72.0), Ready)
