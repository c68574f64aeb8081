import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.intake.matching import (
    NameIndex,
    counted_from_one,
    match_name,
    nearest_names,
    transfer_of,
    voice_overs_for,
)

COMPOSED = unicodedata.normalize("NFC", "café.jpg")
DECOMPOSED = unicodedata.normalize("NFD", "café.jpg")


def test_an_exact_name_wins_over_every_other_spelling() -> None:
    present = NameIndex.of([DECOMPOSED, COMPOSED, "CAFÉ.JPG"])

    assert match_name(DECOMPOSED, present).name == DECOMPOSED


def test_a_name_from_a_mac_is_found_without_a_word() -> None:
    match = match_name(COMPOSED, NameIndex.of([DECOMPOSED]))

    assert match.name == DECOMPOSED
    assert match.warning is None


def test_a_name_in_another_case_is_found_with_a_warning() -> None:
    match = match_name("front.jpg", NameIndex.of(["Front.JPG", "yard.jpg"]))

    assert match.name == "Front.JPG"
    assert match.warning == "Front.JPG is used for front.jpg: the names differ in upper and lower case."


def test_two_forms_of_one_name_are_not_chosen_between() -> None:
    angstrom_sign, composed, decomposed = "\u212b.jpg", "\u00c5.jpg", "A\u030a.jpg"

    assert match_name(angstrom_sign, NameIndex.of([composed])).name == composed
    assert match_name(angstrom_sign, NameIndex.of([composed, decomposed])).name is None


def test_two_names_that_differ_in_case_only_are_not_chosen_between() -> None:
    assert match_name("front.jpg", NameIndex.of(["Front.jpg", "FRONT.jpg"])).name is None


@given(st.sets(st.text(min_size=1, max_size=8), max_size=8))
def test_every_name_that_is_there_finds_itself(names: set[str]) -> None:
    index = NameIndex.of(names)

    assert all(match_name(name, index).name == name for name in names)


def test_the_nearest_names_leave_endings_aside() -> None:
    assert nearest_names("front.jpg", ["frnt.jpeg", "front.png", "garden.jpg"]) == ("front.png", "frnt.jpeg")


@pytest.mark.parametrize(
    "partial",
    [
        ".front.jpg.Ab12Cd",
        "front.jpg.part",
        ".syncthing.front.jpg.tmp",
        "~syncthing~Front.jpg.tmp",
        ".front.jpg.~1a",
    ],
)
def test_a_half_transfer_is_known_to_become_its_file(partial: str) -> None:
    assert transfer_of("front.jpg", ["other.jpg.part", partial]) == partial


def test_a_half_transfer_of_a_longer_name_is_another_file() -> None:
    assert transfer_of("1.jpg", ["01.jpg.part", "11.jpg.part"]) is None


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (["7.wav", "scene_07.wav", "07.wav"], ("07.wav", "scene_07.wav", "7.wav")),
        (["7.wav", "scene_07.MP3"], ("scene_07.MP3", "7.wav")),
        (["7.Opus"], ("7.Opus",)),
        (["07.mp3", "07.wav"], ("07.wav", "07.mp3")),
        (["07.wav", "07.WAV"], ("07.WAV", "07.wav")),
        (["007.wav", "7.wav"], ("7.wav", "007.wav")),
        (["07.txt", "07", "0007.wav", "07.wav.part", "17.wav"], ()),
    ],
)
def test_scene_7_finds_its_voice_overs_the_one_that_counts_first(present: list[str], expected: tuple[str, ...]) -> None:
    assert voice_overs_for(7, NameIndex.of(present)) == expected


def test_scenes_above_99_have_three_digits() -> None:
    assert voice_overs_for(123, NameIndex.of(["123.flac"])) == ("123.flac",)


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (["01.wav", "02.wav"], True),
        (["00.wav", "01.wav", "02.wav"], False),
        (["01.wav"], False),
        ([], False),
    ],
)
def test_voice_overs_from_01_to_n_without_00_are_counted_from_one(present: list[str], *, expected: bool) -> None:
    assert counted_from_one(2, NameIndex.of(present)) is expected
