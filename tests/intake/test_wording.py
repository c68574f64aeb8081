import pytest

from dropd.errors import ContractFault, Problem, SyntaxFault
from dropd.intake.delivery import Awaited
from dropd.intake.wording import (
    PLACING,
    briefly,
    in_one_line,
    in_words,
    listed,
    passed_over_warning,
    unused_warning,
    waiting_message,
    with_outlook,
)


def awaited(reason: str, *paths: str) -> list[Awaited]:
    return [Awaited(path=path, reason=reason) for path in paths]


def test_one_reason_for_several_files_is_told_once() -> None:
    files = awaited("missing", "images/front.jpg", "images/yard.jpg", "voiceovers/02.wav")

    assert waiting_message(files) == (
        "Waiting for 3 files: images/front.jpg, images/yard.jpg and voiceovers/02.wav are missing."
    )


def test_one_file_is_one_file() -> None:
    assert waiting_message(awaited("missing", "scenes.json")) == "Waiting for one file: scenes.json is missing."


def test_different_reasons_are_kept_apart() -> None:
    files = [*awaited("missing", "a.jpg"), *awaited("still arriving", "b.jpg"), *awaited("missing", "c.jpg")]

    assert waiting_message(files) == "Waiting for 3 files: a.jpg and c.jpg are missing; b.jpg is still arriving."


def test_a_long_list_is_cut() -> None:
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_a_name_that_is_not_utf_8_can_be_told() -> None:
    assert unused_warning(["images/bad\udcff.png"]).encode() == b"No scene uses images/bad\\udcff.png."


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("images/front (1).jpg", "images/front (1).jpg looks like a second copy: check that the right one is used."),
        ("voiceovers/intro.MP3", f"voiceovers/intro.MP3: {PLACING}."),
    ],
)
def test_an_unused_file_that_may_be_meant_is_told_with_what_to_do(path: str, sentence: str) -> None:
    assert unused_warning(["images/a.jpg", path]) == f"No scene uses images/a.jpg and {path}. {sentence}"


def test_numbered_recordings_in_the_wrong_place_are_to_be_moved() -> None:
    assert unused_warning(["00.m4a"]).endswith("00.m4a: move it into the folder voiceovers.")
    assert unused_warning(["00.m4a", "01.m4a"]).endswith("00.m4a and 01.m4a: move them into the folder voiceovers.")
    assert unused_warning(["voiceovers/09.m4a"]).endswith(f"voiceovers/09.m4a: {PLACING}.")


def test_recordings_that_are_not_heard_are_named_with_the_one_that_is() -> None:
    one = {"voiceovers/00.mp3": "voiceovers/00.wav"}

    assert passed_over_warning(one) == (
        "voiceovers/00.mp3 is not heard: voiceovers/00.wav is of the same scene and counts first. "
        "Remove the one you do not want."
    )
    assert passed_over_warning(one | {"voiceovers/01.mp3": "x"}) == (
        "voiceovers/00.mp3 and voiceovers/01.mp3 are not heard: others are of the same scenes and count first, "
        "as voiceovers/00.wav does before voiceovers/00.mp3. Remove those you do not want."
    )


def test_several_lines_become_one() -> None:
    assert in_one_line("2 things are wrong:\n  - a\n  - b.") == "2 things are wrong: - a - b"


def test_a_long_message_ends_at_a_word() -> None:
    line = in_one_line("somewhat " * 100)

    assert line.endswith(" somewhat …")
    assert len(line) <= 200
    assert in_one_line(f"images/{'x' * 300}.jpg is cut off.").startswith("images/xxx")


def test_of_several_things_that_are_wrong_the_first_is_told_and_how_many_there_are() -> None:
    problems = [Problem("crff", "There is no such key.", "Did you mean crf?"), Problem("fps", "It is no number.")]

    assert briefly(ContractFault("render.yaml", (problems[0],))) == "crff: There is no such key. Did you mean crf?"
    assert briefly(ContractFault("render.yaml", tuple(problems))) == (
        "the first of 2 things: crff: There is no such key. Did you mean crf?"
    )
    assert briefly(SyntaxFault("It ends too early.")) == "It ends too early"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "0.5 seconds"),
        (1.0, "a second"),
        (60.0, "60 seconds"),
        (90, "90 seconds"),
        (300.0, "5 minutes"),
        (86400, "24 hours"),
    ],
)
def test_a_span_of_time_is_told_as_people_tell_it(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_a_question_is_a_sentence_of_its_own() -> None:
    assert with_outlook("there is a colon too many", "the job fails") == "there is a colon too many; the job fails"
    assert with_outlook("Did you mean `crf`?", "the job fails") == "Did you mean `crf`? The job fails"
