from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.errors import MissingFault, SyntaxFault
from dropd.intake.delivery import Delivery, SceneFiles
from dropd.intake.facts import Graces
from dropd.intake.listing import Listing, Observation
from dropd.intake.probe import Unfinished, Whole, Wrong
from dropd.intake.readiness import Ready, Rejected, Waiting, files_to_check, find_scenes

SCENES = [
    {"images": ["front.jpg", "yard.jpg"], "VO": "Welcome."},
    {"images": ["hall.jpg"], "VO": "The hall."},
]
PATHS = (
    "render.yaml",
    "scenes.json",
    "images/front.jpg",
    "images/yard.jpg",
    "images/hall.jpg",
    "voiceovers/00.wav",
    "voiceovers/01.wav",
)
MEDIA = PATHS[2:]
CHECK = {"checkOnly": True}
SECONDS = st.floats(min_value=0, max_value=500)


def delivered(result: object) -> Delivery:
    assert isinstance(result, Ready)
    return result.delivery


def test_a_complete_drop_is_delivered_with_every_file(arrival: Any) -> None:
    drop = arrival(SCENES, trigger={"renderOptions": {"music": "song.mp3"}})
    drop.put(0.0, *PATHS, "music/song.mp3")

    delivery = delivered(drop.assess(2.0))

    assert delivery.scenes == (
        SceneFiles(images=("images/front.jpg", "images/yard.jpg"), voice_over="voiceovers/00.wav"),
        SceneFiles(images=("images/hall.jpg",), voice_over="voiceovers/01.wav"),
    )
    assert delivery.music == "music/song.mp3"
    assert {file.path for file in delivery.files} == {*PATHS, "music/song.mp3"}
    assert delivery.warnings == ()
    assert delivery.lacking == ()


def test_a_delivery_survives_the_way_to_the_render_process(arrival: Any) -> None:
    delivery = delivered(arrival(SCENES).put(0.0, *PATHS).assess(2.0))

    assert Delivery.model_validate_json(delivery.model_dump_json()) == delivery


def test_names_on_disk_count_and_other_spellings_are_warned_of(arrival: Any) -> None:
    drop = arrival([{"images": ["front.jpg"]}], trigger_path="render.yaml.txt")
    drop.put(
        0.0,
        "render.yaml.txt",
        "Scenes.JSON",
        "images/Front.JPG",
        "images/spare.jpg",
        "images/sketch.jpg",
        "music/01.mp3",
    )

    delivery = delivered(drop.assess(2.0))

    assert delivery.scenes[0].images == ("images/Front.JPG",)
    assert {file.path for file in delivery.files} == {"render.yaml.txt", "Scenes.JSON", "images/Front.JPG"}
    assert delivery.warnings == (
        "render.yaml.txt is taken as render.yaml: Windows hides the ending .txt. Rename it to be safe.",
        "Scenes.JSON is used for scenes.json: the names differ in upper and lower case.",
        "Front.JPG is used for front.jpg: the names differ in upper and lower case.",
        "No scene uses images/sketch.jpg and images/spare.jpg.",
    )


def test_what_was_found_out_about_a_file_is_told_with_the_film(arrival: Any) -> None:
    drop = arrival([{"images": ["front.jpg"]}]).put(0.0, "render.yaml", "scenes.json", "images/front.jpg")
    drop.judge("images/front.jpg", Whole("images/front.jpg seems to be damaged."))

    assert delivered(drop.assess(20.0)).warnings == ("images/front.jpg seems to be damaged.",)


def test_a_trigger_that_comes_first_is_told_what_is_missing(arrival: Any) -> None:
    drop = arrival(SCENES).put(0.0, "render.yaml")

    result = drop.assess(2.0)

    assert isinstance(result, Waiting)
    assert result.message == "Waiting for one file: scenes.json is missing."


@given(missing=st.sets(st.sampled_from(MEDIA[:3]), min_size=1))
def test_every_missing_file_is_named(arrival: Any, missing: set[str]) -> None:
    drop = arrival(SCENES).put(0.0, *(path for path in PATHS if path not in missing))

    result = drop.assess(100.0)

    assert isinstance(result, Waiting)
    assert {awaited.path for awaited in result.reasons} == missing
    assert all(path in result.message for path in missing)


@given(times=st.lists(SECONDS, min_size=len(PATHS), max_size=len(PATHS)), wait_s=SECONDS)
def test_nothing_is_ready_while_a_file_of_the_film_changed_within_the_quiet_period(
    arrival: Any, times: list[float], wait_s: float
) -> None:
    drop = arrival(SCENES)
    for at_s, path in sorted(zip(times, PATHS, strict=True)):
        drop.put(at_s, path)
    now_s = max(times) + wait_s

    assert isinstance(drop.assess(now_s), Ready) == (now_s - max(times) >= 2.0)


@given(st.permutations(PATHS))
def test_the_order_of_arrival_does_not_matter(arrival: Any, order: list[str]) -> None:
    drop = arrival([{**scene, "voiceover": f"{index:02d}.wav"} for index, scene in enumerate(SCENES)])
    for second, path in enumerate(order):
        assert isinstance(drop.assess(second + 1000.0), Waiting)
        drop.put(float(second), path)

    assert isinstance(drop.assess(len(order) + 1.0), Ready)


@given(changed=st.sampled_from(PATHS))
def test_a_file_that_changes_again_is_waited_for_again(arrival: Any, changed: str) -> None:
    drop = arrival(SCENES).put(0.0, *PATHS)
    before = delivered(drop.assess(50.0))
    drop.put(50.0, changed)

    assert isinstance(drop.assess(51.0), Waiting)
    assert delivered(drop.assess(52.0)).files != before.files


def test_an_arrival_timeout_names_what_is_missing_and_what_is_near(arrival: Any) -> None:
    drop = arrival(SCENES).put(0.0, *PATHS, "images/extra.jpg").judge("images/hall.jpg", Unfinished())
    del drop.files["images/front.jpg"]
    drop.put(100.0, "images/frnt.jpg")

    assert isinstance(drop.assess(159.0, arrival_timeout_s=60.0), Waiting)

    result = drop.assess(160.0, arrival_timeout_s=60.0)

    assert isinstance(result, Rejected)
    assert isinstance(result.errors[0], MissingFault)
    assert result.errors[0].message == (
        "Nothing has arrived for 60 seconds, and the drop is not complete:\n"
        "  - images/front.jpg is missing (images/frnt.jpg has a similar name)\n"
        "  - images/hall.jpg is incomplete"
    )


def test_a_slow_check_of_contents_is_not_late(arrival: Any) -> None:
    drop = arrival(SCENES).put(0.0, *PATHS).judge("images/hall.jpg", None)

    assert isinstance(drop.assess(1000.0, arrival_timeout_s=60.0), Waiting)


def test_a_check_lists_what_is_missing_without_waiting(arrival: Any) -> None:
    drop = arrival(SCENES, trigger=CHECK).put(0.0, *PATHS[:3], "voiceovers/00.wav", "images/hall.jpg.part")

    delivery = delivered(drop.assess(2.0))

    assert {(awaited.path, awaited.reason) for awaited in delivery.lacking} == {
        ("images/yard.jpg", "missing"),
        ("images/hall.jpg", "still being transferred"),
    }
    assert {file.path for file in delivery.files} == {*PATHS[:3], "voiceovers/00.wav"}


def test_a_check_waits_for_what_is_there_to_settle(arrival: Any) -> None:
    drop = arrival(SCENES, trigger=CHECK).put(0.0, *PATHS[:2]).put(9.0, "images/front.jpg")

    assert isinstance(drop.assess(10.0), Waiting)


@pytest.mark.parametrize("scenes", [SCENES, b"{"])
def test_a_check_fails_at_once(arrival: Any, scenes: Any) -> None:
    drop = arrival(scenes, trigger=CHECK).put(0.0, *PATHS)
    drop.judge("images/front.jpg", Wrong("images/front.jpg is not a picture."))

    assert isinstance(drop.assess(2.0), Rejected)


def test_a_check_without_scenes_says_so_at_once(arrival: Any) -> None:
    result = arrival(SCENES, trigger=CHECK).put(0.0, "render.yaml").assess(2.0)

    assert isinstance(result, Rejected)
    assert isinstance(result.errors[0], MissingFault)
    assert result.errors[0].file == "scenes.json"


def test_a_wrong_text_is_told_before_anything_else(arrival: Any) -> None:
    result = arrival(b"{", trigger=b"").put(0.0, *PATHS).assess(60.0)

    assert isinstance(result, Rejected)
    assert isinstance(result.errors[0], SyntaxFault)


def test_each_file_is_checked_as_soon_as_it_rests(arrival: Any) -> None:
    drop = arrival(SCENES).put(0.0, *PATHS[:3], "images/spare.jpg").put(10.0, "images/yard.jpg")
    drop.put(10.0, "images/hall.jpg", size=0)

    assert files_to_check(drop.facts(), 10.3, Graces()) == ("images/front.jpg",)
    assert files_to_check(drop.facts(), 10.4, Graces()) == ("images/front.jpg", "images/yard.jpg")


def test_files_are_checked_before_the_trigger_is_there(arrival: Any) -> None:
    drop = arrival(SCENES).put(0.0, "scenes.json", "images/front.jpg", "voiceovers/01.wav")

    assert files_to_check(drop.facts(), 2.0, Graces()) == ("images/front.jpg", "voiceovers/01.wav")


def test_scenes_json_is_found_in_any_case() -> None:
    seen = Observation(1, 0, 0, 0, is_file=True)

    assert find_scenes(Listing({"Scenes.json": seen})) == "Scenes.json"
    assert find_scenes(Listing({"scenes.json.json": seen, "old/scenes.json": seen})) is None
