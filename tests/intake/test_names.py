import pytest

from dropd.intake.names import TriggerName, is_cancel, is_conflict, is_junk, is_own, is_partial, trigger_name


@pytest.mark.parametrize(
    ("file_name", "plain", "job_id", "stem"),
    [
        ("render.yaml", "render.yaml", None, "video"),
        ("Render.YML", "Render.YML", None, "video"),
        ("render.json", "render.json", None, "video"),
        ("kitchen.render.yaml", "kitchen.render.yaml", None, "kitchen"),
        ("My.House.render.json", "My.House.render.json", None, "My.House"),
        ("20261122T190203Z-3f9c.render.yaml", "render.yaml", "20261122T190203Z-3f9c", "video"),
        (
            "20261122T190203Z-3f9c.kitchen.render.yml",
            "kitchen.render.yml",
            "20261122T190203Z-3f9c",
            "kitchen",
        ),
    ],
)
def test_a_trigger_is_known_by_its_name(file_name: str, plain: str, job_id: str | None, stem: str) -> None:
    assert trigger_name(file_name) == TriggerName(plain, job_id, stem)


def test_an_ending_that_windows_hid_is_taken_with_a_warning() -> None:
    name = trigger_name("kitchen.render.yaml.txt")

    assert name is not None
    assert name.stem_for_output == "kitchen"
    assert name.warning is not None
    assert "kitchen.render.yaml:" in name.warning


@pytest.mark.parametrize(
    "file_name",
    [
        "scenes.json",
        "prerender.yaml",
        "render.yaml.bak",
        ".render.yaml",
        "._kitchen.render.yaml",
        "~$kitchen.render.yaml",
        "render.yaml.filepart",
        ".render.yaml.Ab12Cd",
        "Render (1).yaml",
        "render.sync-conflict-20261122-190203-ABCDEF1.yaml",
        "kitchen (Ann's conflicted copy 2026-11-22).render.yaml",
        "20261122T190203Z-3f9c.error.txt",
        "bad\udcff.render.yaml",
    ],
)
def test_all_else_is_no_trigger(file_name: str) -> None:
    assert trigger_name(file_name) is None


@pytest.mark.parametrize(
    "name",
    [
        ".syncthing.front.jpg.tmp",
        "~syncthing~front.jpg.tmp",
        ".front.jpg.Ab12Cd",
        "front.jpg.1a2b3c4d.partial",
        "front.jpg.filepart",
        "front.jpg.part",
        "front.jpg.crdownload",
        ".front.jpg.~1a2b",
        ".front.jpg.icloud",
        "front.jpg.!Sync",
        ".goutputstream-AB12CD",
        "~$scenes.json",
        ".~lock.scenes.json#",
        ".scenes.json.swp",
        "4913",
        "scenes.json~",
        ".nfs000000000012abcd",
        ".smbdeleteAAA123",
    ],
)
def test_half_transfers_and_editor_files_look_partial(name: str) -> None:
    assert is_partial(name)


@pytest.mark.parametrize("name", ["front.jpg", "party.jpg", "scene_07.wav", "a.b.c.jpeg", "Temp.png", "render.yaml"])
def test_plain_files_do_not_look_partial(name: str) -> None:
    assert not is_partial(name)


@pytest.mark.parametrize(
    "name",
    [
        "scenes.sync-conflict-20261122-190203-ABCDEF1.json",
        "scenes (Ann's conflicted copy 2026-11-22).json",
        "scenes (Case Conflict).json",
        "scenes (SFConflict ann@example.org 2026-11-22-19-02-03)",
        "scenes-laptop-safeBackup-0001.json",
        "scenes.conflict1.json",
        "scenes (1).json",
        "scenes - Copy.json",
        "scenes - Copy (2).json",
    ],
)
def test_second_copies_look_like_conflicts(name: str) -> None:
    assert is_conflict(name)


@pytest.mark.parametrize(
    "name", [".DS_Store", "._front.jpg", "Thumbs.db", "desktop.ini", "@eaDir", ".stfolder", "Icon\r"]
)
def test_what_systems_leave_behind_is_junk(name: str) -> None:
    assert is_junk(name)


@pytest.mark.parametrize("name", ["front.jpg", "images", "icon.png", "sync.wav", "render.yaml", "trash.jpg"])
def test_what_people_drop_is_neither_junk_nor_conflict(name: str) -> None:
    assert not is_junk(name)
    assert not is_conflict(name)


@pytest.mark.parametrize(("name", "expected"), [("cancel", True), ("CANCEL.txt", True), ("cancel.yaml", False)])
def test_cancel_is_a_file_too(name: str, *, expected: bool) -> None:
    assert is_cancel(name) is expected


def test_temporaries_of_dropd_are_its_own() -> None:
    assert is_own(".~dropd-0a1b2c.tmp")
    assert not is_own("dropd.tmp")
