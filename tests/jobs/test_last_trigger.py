from pathlib import Path

import pytest

from dropd.jobs.last_trigger import last_trigger
from dropd.project import Project

FILM, DRAFT, CHECK = "renderOptions: {crf: 20}", "renderOptions: {draft: yes}", "checkOnly: yes"


@pytest.mark.parametrize(
    ("put_away", "found", "kind"),
    [
        ((), None, None),
        ((CHECK,), None, None),
        ((FILM,), 0, "film"),
        ((FILM, FILM), 1, "film"),
        ((FILM, DRAFT), 0, "film"),
        ((FILM, CHECK), 0, "film"),
        ((DRAFT, DRAFT, CHECK), 1, "draft"),
        ((FILM, "crf: ["), 0, "film"),
    ],
)
def test_the_last_film_tells_how_the_next_is_wanted(
    tmp_path: Path, put_away: tuple[str, ...], found: int | None, kind: str | None
) -> None:
    project = Project(tmp_path)
    project.done.mkdir()
    (project.done / "notes.txt").touch()
    for day, text in enumerate(put_away, start=1):
        (project.done / f"202611{day:02}T120000Z-0001.render.yaml").write_text(text)

    last = last_trigger(project)

    assert (last and last.kind) == kind
    assert last is None or last.path.name.startswith(f"202611{found + 1:02}" if found is not None else "")


def test_where_nothing_was_made_there_is_none(tmp_path: Path) -> None:
    assert last_trigger(Project(tmp_path)) is None
