from typing import Any

from dropd.contracts.job_parts import ErrorReport
from dropd.jobs.error_text import WIDTH, error_text


def test_a_person_reads_what_is_wrong_where_and_what_to_do(a_job: Any) -> None:
    error = ErrorReport(
        code="syntax", message="A comma is missing.", hint="Add it.", file="scenes.json", line=3, column=9
    )

    assert error_text(a_job(), error) == (
        "No film was made from house (render.yaml).\n\n"
        "A comma is missing.\n\n"
        "Where: scenes.json, line 3, column 9\n\n"
        "What to do: Add it.\n\n"
        "To try again, drag 20261122T120000Z-0001.render.yaml from failed/ back into\n"
        "input/, or copy your trigger there again.\n\n"
        "(error syntax; what happened is in logs/20261122T120000Z-0001.log)\n"
    )


def test_who_has_to_correct_the_trigger_is_told_where_it_lies_now(a_job: Any) -> None:
    text = error_text(a_job(), ErrorReport(code="contract", message="crff is unknown.", file="render.yaml"))

    assert "Your render.yaml now lies in failed/ as 20261122T120000Z-0001.render.yaml" in text


def test_lines_are_short_enough_for_any_editor(a_job: Any) -> None:
    listed = "Two are wrong:\n  - " + "word " * 40 + "\n  - short"
    text = error_text(a_job(), ErrorReport(code="media", message=listed))

    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\n    word" in text
