"""Names in a drop stay in their folder; names of films work on every system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dropd.contracts.names import FolderName, OutputName, PathBeneathInput, PictureName

UNSAFE = [
    "",
    " ",
    ".",
    "..",
    "~root",
    "../a",
    "/etc/passwd",
    "a\\b",
    "C:\\a.jpg",
    "a\nb",
    "a\0",
    "a" * 256,
    "é" * 128,
]


@pytest.mark.parametrize("name", [*UNSAFE, "a/b.jpg"])
def test_a_name_that_is_not_plain_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(PictureName).validate_python(name)


@pytest.mark.parametrize("name", [*UNSAFE, "a//b", "a/../b", "a/"])
def test_a_path_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(PathBeneathInput).validate_python(name)


@pytest.mark.parametrize("name", ["front.jpg", "Küche 2.jpg", "a..jpg", "名.webp", "-y.png", "a" * 255])
def test_names_that_people_give_are_kept_as_they_are(name: str) -> None:
    assert TypeAdapter(PictureName).validate_python(name) == name


@given(st.text(max_size=20))
def test_what_is_accepted_never_holds_a_step(name: str) -> None:
    try:
        accepted = TypeAdapter(PictureName).validate_python(name)
    except ValidationError:
        return
    assert not {"/", "\\", "\0"} & set(accepted)
    assert accepted not in (".", "..")


def test_a_slash_at_the_end_of_a_folder_is_left_out() -> None:
    assert TypeAdapter(FolderName).validate_python("voice/") == "voice"


@pytest.mark.parametrize(("typed", "name"), [("demo", "demo.mp4"), ("A b.MP4", "A b.mp4"), (" x.mp4 ", "x.mp4")])
def test_a_film_without_ending_gets_one(typed: str, name: str) -> None:
    assert TypeAdapter(OutputName).validate_python(typed) == name


@pytest.mark.parametrize(
    "name",
    [
        "a.mov",
        "a.",
        ".mp4",
        "CON",
        "con.mp4",
        "LPT1.mp4",
        "a:b",
        "what?",
        "a/b",
        "v1.2",
        "x" * 117,
        "x" * 121,
    ],
)
def test_a_film_name_that_does_not_work_everywhere_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(OutputName).validate_python(name)
