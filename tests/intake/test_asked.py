import json

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene, parse_scenes
from dropd.intake.asked import AskedFiles, find_all, passed_over_recordings, similar_files, unused_files
from dropd.intake.inventory import take_inventory
from dropd.intake.listing import Listing, Observation


def listing(*paths: str) -> Listing:
    folders = frozenset(path.rpartition("/")[0] for path in paths) - {""}
    return Listing({path: Observation(1, 0, 0, 0, is_file=True) for path in paths}, folders)


def scenes(*images: str, **keys: str) -> tuple[Scene, ...]:
    document = {"scenes": [{"images": [image], **keys} for image in images]}
    return parse_scenes(json.dumps(document).encode(), "scenes.json").scenes.scenes


def asked_of(
    present: Listing, wanted: tuple[Scene, ...], *, voice_dir: str = "voiceovers", music: str | None = None
) -> AskedFiles:
    return find_all(take_inventory(present), wanted, RenderOptions(voice_dir=voice_dir, music=music))


def test_voice_overs_are_found_by_number_in_the_folder_that_the_trigger_names() -> None:
    present = listing("sounds/00.WAV", "sounds/scene_01.mp3", "voiceovers/00.wav")

    asked = asked_of(present, scenes("a.jpg", "b.jpg"), voice_dir="Sounds")

    found = [scene.voice_over.path for scene in asked.scenes if scene.voice_over]
    assert found == ["sounds/00.WAV", "sounds/scene_01.mp3"]


def test_a_voice_over_that_a_scene_names_is_the_only_one_for_it() -> None:
    asked = asked_of(listing("voiceovers/00.wav"), scenes("a.jpg", voiceover="welcome.wav"))

    assert asked.scenes[0].voice_over is not None
    assert asked.scenes[0].voice_over.path == "voiceovers/welcome.wav"
    assert not asked.scenes[0].voice_over.is_there


def test_music_may_be_named_without_its_folder() -> None:
    asked = asked_of(listing("music/song.mp3"), scenes("a.jpg"), music="song.mp3")

    assert asked.music is not None
    assert asked.music.path == "music/song.mp3"


def test_music_that_is_missing_is_named_as_the_trigger_names_it() -> None:
    asked = asked_of(listing("music/other.mp3"), scenes("a.jpg"), music="song.mp3")

    assert asked.music is not None
    assert asked.music.path == "song.mp3"


def test_unused_files_are_those_beside_pictures_and_voice_overs() -> None:
    present = listing("images/a.jpg", "images/b.jpg", "voiceovers/05.wav", "notes/c.txt", "scenes.json")

    assert unused_files(present, asked_of(present, scenes("a.jpg"))) == ("images/b.jpg", "voiceovers/05.wav")


def test_a_recording_in_three_digits_is_found() -> None:
    asked = asked_of(listing("voiceovers/000.wav", "voiceovers/001.wav"), scenes("a.jpg", "b.jpg"))

    found = [scene.voice_over.path for scene in asked.scenes if scene.voice_over]
    assert found == ["voiceovers/000.wav", "voiceovers/001.wav"]


def test_a_text_without_words_asks_for_no_recording() -> None:
    asked = asked_of(listing("images/a.jpg"), scenes("a.jpg", "b.jpg", VO="..."))

    assert [scene.unspoken for scene in asked.scenes] == [None, None]


def test_of_two_recordings_of_a_number_one_counts_and_the_other_is_passed_over() -> None:
    present = listing("voiceovers/00.mp3", "voiceovers/00.wav", "voiceovers/01.m4a")

    asked = asked_of(present, scenes("a.jpg", "b.jpg"))

    assert passed_over_recordings(asked) == {"voiceovers/00.mp3": "voiceovers/00.wav"}


def test_a_named_voice_over_comes_before_a_numbered_one() -> None:
    asked = asked_of(listing("voiceovers/00.wav", "voiceovers/hi.wav"), scenes("a.jpg", voiceover="hi.wav"))

    assert passed_over_recordings(asked) == {"voiceovers/00.wav": "voiceovers/hi.wav"}


def test_a_numbered_recording_that_another_scene_names_is_not_passed_over() -> None:
    asked = asked_of(listing("voiceovers/00.wav"), scenes("a.jpg", "b.jpg", voiceover="00.wav"))

    assert passed_over_recordings(asked) == {}


def test_a_similar_file_is_one_of_the_same_folder_that_is_whole() -> None:
    unused = ("images/frnt.jpg", "images/front.jpg.part", "voiceovers/front.wav")

    assert similar_files("images/front.jpg", unused) == ("images/frnt.jpg",)
