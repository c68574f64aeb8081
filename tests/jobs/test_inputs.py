import os
from pathlib import Path

import pytest

from dropd.errors import ChangedFault
from dropd.intake.delivery import Fingerprint
from dropd.intake.listing import list_input
from dropd.jobs.inputs import Inputs, changed_files, read_inputs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "front.jpg").write_text("front")
    (tmp_path / "scenes.json").write_text("{}")
    return tmp_path


def delivered(folder: Path) -> tuple[Fingerprint, ...]:
    return tuple(
        Fingerprint(path=path, size_bytes=one.size_bytes, mtime_ns=one.mtime_ns, ctime_ns=one.ctime_ns, inode=one.inode)
        for path, one in list_input(folder).files.items()
    )


def test_a_file_that_was_touched_is_still_the_same(folder: Path) -> None:
    files = delivered(folder)
    inputs = read_inputs(folder, files)
    (folder / "scenes.json").touch()

    assert inputs.confirmed().digests == inputs.digests
    assert list(changed_files(folder, inputs.files)) == []


def test_a_file_that_was_touched_is_read_again_but_once(folder: Path) -> None:
    inputs = read_inputs(folder, delivered(folder))
    (folder / "scenes.json").touch()
    seen = inputs.confirmed()
    known_wrongly = tuple(file.model_copy(update={"sha256": "not read"}) for file in seen.files)

    assert Inputs(folder, known_wrongly).confirmed().files == known_wrongly
    assert [file.path for file in seen.files if file not in inputs.files] == ["scenes.json"]


def test_a_file_that_looks_as_it_did_for_the_last_film_is_not_read_again(folder: Path) -> None:
    last = read_inputs(folder, delivered(folder))
    known = tuple(file.model_copy(update={"sha256": f"of {file.path}"}) for file in last.files)
    os.utime(folder / "scenes.json", ns=(1, 1))

    digests = read_inputs(folder, delivered(folder), known).digests

    assert digests == {"images/front.jpg": "of images/front.jpg", "scenes.json": last.digests["scenes.json"]}


def test_a_file_that_was_known_wrongly_is_not_opened(folder: Path, tmp_path: Path) -> None:
    last = read_inputs(folder, delivered(folder))
    known = tuple(file.model_copy(update={"sha256": "another"}) for file in last.files)

    with pytest.raises(ChangedFault, match=r"images/front.jpg changed"):
        read_inputs(folder, delivered(folder), known).open("images/front.jpg", tmp_path)


def changed(folder: Path) -> None:
    (folder / "images" / "front.jpg").write_text("other")


def deleted(folder: Path) -> None:
    (folder / "images" / "front.jpg").unlink()


def made_a_link(folder: Path) -> None:
    deleted(folder)
    (folder / "images" / "front.jpg").symlink_to(folder / "scenes.json")


@pytest.mark.parametrize("spoil", [changed, deleted, made_a_link])
def test_a_file_that_is_another_one_now_is_named(folder: Path, spoil: object) -> None:
    files = delivered(folder)
    inputs = read_inputs(folder, files)
    assert callable(spoil)
    spoil(folder)

    with pytest.raises(ChangedFault, match=r"images/front.jpg changed"):
        inputs.confirmed()
    with pytest.raises(ChangedFault, match=r"images/front.jpg changed"):
        read_inputs(folder, files)


def test_what_is_read_is_what_was_digested_whatever_is_written_meanwhile(folder: Path, tmp_path: Path) -> None:
    inputs = read_inputs(folder, delivered(folder))
    with inputs.open("images/front.jpg", tmp_path) as copy:
        changed(folder)

        assert copy.read() == b"front"


def test_a_file_with_other_bytes_is_not_opened_even_if_it_will_be_as_before(folder: Path, tmp_path: Path) -> None:
    inputs = read_inputs(folder, delivered(folder))
    changed(folder)

    with pytest.raises(ChangedFault, match=r"images/front.jpg changed"):
        inputs.open("images/front.jpg", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["images", "scenes.json"]
