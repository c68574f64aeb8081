import pytest

from dropd.intake.names import TriggerName, is_conflict, is_junk, is_own, is_partial, original_of, trigger_name


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
    "file_name", ["kitchen.render.yaml", "my 2.render.yaml", "kitchen-LAPTOP7.render.yaml", "a copy.render.yaml"]
)
def test_an_honest_trigger_is_one_whatever_its_name_reminds_of(file_name: str) -> None:
    name = trigger_name(file_name)

    assert name is not None
    assert name.plain == file_name


PARTIAL = {
    "Syncthing": (".syncthing.front.jpg.tmp", "~syncthing~front.jpg.tmp", f".syncthing.{'ab12' * 16}.tmp"),
    "rsync": (".front.jpg.Ab12Cd", "..front.jpg.x1Y2z3"),
    "rclone": ("front.jpg.1a2b3c4d.partial",),
    "WinSCP": ("front.jpg.filepart",),
    "lftp": (".in.front.jpg.", "front.jpg.lftp", ".deploying.front.jpg", "front.jpg.tmp"),
    "Nextcloud": (".front.jpg.~1a2b", ".front.jpg.~1a2b3c4d"),
    "Dropbox": ("~front.tmp", ".~front.jpg"),
    "Resilio": ("front.jpg.!Sync", "a.SyncPart", "a.SyncTemp", "a.SyncOld", "front.jpg.bts"),
    "iCloud": (".front.jpg.icloud",),
    "Unison": (".unison.front.jpg.1a2b3c.unison.tmp", "front.jpg.unison"),
    "Chrome": ("front.jpg.crdownload", "Unconfirmed 12345.crdownload", ".com.google.Chrome.Ab12Cd"),
    "Firefox, Safari, Opera": ("front.jpg.part", "front.jpg.download", "front.jpg.opdownload", "front.jpg.partial"),
    "download managers": ("front.jpg.aria2", "front.jpg.!qB", "front.jpg.!ut"),
    "uploads": ("front.jpg.uploading", "front.jpg.writing", "front.jpg.temp"),
    "GNOME": (".goutputstream-AB12CD",),
    "vim, Kate": (".scenes.json.swp", ".scenes.json.swo", "_scenes.json.swn", "4913", ".scenes.json.kate-swp"),
    "emacs": ("scenes.json~", ".#scenes.json", "#scenes.json#"),
    "LibreOffice, Office": (".~lock.scenes.json#", "~$scenes.json", "~WRL0001.tmp"),
    "macOS": ("._front.jpg", "scenes.json.sb-1a2b3c4d-Xy12Zt"),
    "network disks": (".nfs000000000012abcd", ".fuse_hidden0001", ".smbdeleteAAA123"),
}


@pytest.mark.parametrize(("tool", "name"), [(tool, name) for tool, names in PARTIAL.items() for name in names])
def test_half_transfers_and_files_of_editors_look_partial(tool: str, name: str) -> None:
    assert is_partial(name), tool


@pytest.mark.parametrize(
    "name",
    [
        "front.jpg", "party.jpg", "scene_07.wav", "a.b.c.jpeg", "Temp.png", "render.yaml", "unison.jpg",
        "my.unison.render.yaml", "download.jpg", "partial view.jpg", "sync.wav", "house.sb.jpg", "49131.jpg",
        "logo.svg",
    ],
)  # fmt: skip
def test_plain_files_do_not_look_partial(name: str) -> None:
    assert not is_partial(name)


COPIES = {
    "Syncthing": ("scenes.sync-conflict-20261122-190203-ABCDEF1.json",),
    "Dropbox": (
        "scenes (Ann's conflicted copy 2026-11-22).json", "scenes (Case Conflict).json",
        "scenes (Case Conflict 1).json", "scenes (Unicode Encoding Conflict).json",
        "scenes (white space conflict).json", "scenes (shared folder conflict).json",
        "scenes (Selective Sync Conflict).json",
    ),
    "Nextcloud": (
        "scenes (conflicted copy 2026-11-22 190203).json", "scenes (conflicted copy ann 2026-11-22 190203).json",
        "scenes_conflict-20261122-190203.json",
    ),
    "Seafile": ("scenes.json (SFConflict ann@example.org 2026-11-22-19-02-03)",),
    "OneDrive for Linux": ("scenes-laptop-safeBackup-0001.json",),
    "rclone bisync": ("scenes.json.conflict1", "scenes.conflict2.json"),
    "browsers, Google Drive": ("scenes (1).json", "scenes (12).json"),
    "Explorer": ("scenes - Copy.json", "scenes - Copy (2).json", "scenes - Kopie.json"),
    "Finder": ("scenes copy.json", "scenes copy 2.json", "scenes Kopie.json"),
}  # fmt: skip


@pytest.mark.parametrize(("tool", "name"), [(tool, name) for tool, names in COPIES.items() for name in names])
def test_second_copies_look_like_conflicts_and_are_none_of_the_triggers(tool: str, name: str) -> None:
    assert is_conflict(name), tool
    assert original_of(name, {"scenes.json"}) == "scenes.json"
    assert trigger_name(name.replace("scenes", "render").replace("json", "yaml")) is None
    assert trigger_name(name.replace("scenes", "kitchen.render").replace("json", "yaml")) is None


@pytest.mark.parametrize(
    "name", ["scenes-LAPTOP7.json", "scenes-DESKTOP-AB12CD.json", "scenes 2.json", "scenes 3.json"]
)
def test_what_is_often_honest_is_a_copy_beside_its_original_only(name: str) -> None:
    assert not is_conflict(name)
    assert original_of(name, {"scenes.json", name}) == "scenes.json"
    assert original_of(name, {"kitchen.json", name}) is None


@pytest.mark.parametrize("name", ["front.jpg", "front-yard.jpg", "front 2026.jpg", "front - copying.jpg", "(1).jpg"])
def test_other_names_are_no_copies(name: str) -> None:
    assert not is_conflict(name)
    assert original_of(name, {"front.jpg", name}) is None


JUNK = {
    "macOS": (
        ".DS_Store", "._front.jpg", ".AppleDouble", ".LSOverride", "__MACOSX", ".TemporaryItems", ".Trashes",
        ".fseventsd", ".Spotlight-V100", ".DocumentRevisions-V100", ".apdisk", ".VolumeIcon.icns", "Icon\r",
        "(A Document Being Saved By TextEdit)", "(A Document Being Saved By Preview 2)",
    ),
    "Windows": (
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information", "a.lnk",
        "front.jpg:Zone.Identifier",
    ),
    "NAS, ext4": (
        "@eaDir", "#recycle", "#snapshot", "@SynoResource", ".SynologyWorkingDirectory", ".@__thumb", "@Recycle",
        "lost+found",
    ),
    "Syncthing, Resilio": (".stfolder", ".stversions", ".stignore", ".sync", ".SyncID", ".SyncIgnore", ".SyncArchive"),
    "Dropbox, Google, OneDrive": (
        ".dropbox", ".dropbox.attr", ".dropbox.cache", ".tmp.drivedownload", ".tmp.driveupload",
        ".shortcut-targets-by-id", ".lock", "_vti_cnf",
    ),
    "Nextcloud": (".csync_journal.db", "csync_journal.db-wal", ".htaccess"),
    "rsync, SABnzbd, KDE, git": (".~tmp~", ".rsync-partial", ".rsync-tmp", "_UNPACK_house", ".directory", ".git"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "name"), [(source, name) for source, names in JUNK.items() for name in names])
def test_what_systems_leave_behind_is_junk(source: str, name: str) -> None:
    assert is_junk(name), source


@pytest.mark.parametrize(
    "name", ["front.jpg", "images", "icon.png", "sync.wav", "render.yaml", "trash.jpg", "lock.jpg", "git.png", "unpack"]
)
def test_what_people_drop_is_neither_junk_nor_conflict(name: str) -> None:
    assert not is_junk(name)
    assert not is_conflict(name)


def test_temporaries_of_dropd_are_its_own() -> None:
    assert is_own(".~dropd-0a1b2c.tmp")
    assert not is_own("dropd.tmp")
