import os
import subprocess
import sys
from pathlib import Path

import pytest

from dropd.cache.store import Cache
from tests.accounts import DROPD, FILMS, give, needs_root, open_folder

KEY, OTHER = "ab" + "0" * 62, "cd" + "1" * 62


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def put(
    cache: Cache, key: str, content: bytes, *, ending: str = ".ts", used_at_s: float | None = None, fail: bool = False
) -> None:
    with cache.making(key, ending) as path:
        path.write_bytes(content)
        if fail:
            raise ZeroDivisionError
    found = cache.find(key, ending)
    assert found is not None
    if used_at_s is not None:
        os.utime(found, (used_at_s, used_at_s))


def test_what_was_made_is_found(cache: Cache) -> None:
    assert cache.find(KEY, ".ts") is None

    put(cache, KEY, b"pictures")

    found = cache.find(KEY, ".ts")
    assert found is not None
    assert found.read_bytes() == b"pictures"
    assert cache.find(KEY, ".json") is None
    assert cache.find(OTHER, ".ts") is None


def test_nothing_is_seen_of_an_entry_before_it_is_whole(cache: Cache) -> None:
    with cache.making(KEY, ".ts") as path:
        path.write_bytes(b"half")
        assert cache.find(KEY, ".ts") is None
    assert cache.find(KEY, ".ts") is not None


def test_a_writer_that_fails_leaves_nothing(cache: Cache, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        put(cache, KEY, bytes(100), fail=True)

    assert cache.find(KEY, ".ts") is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_two_writers_of_one_key_do_not_disturb_each_other(cache: Cache) -> None:
    with cache.making(KEY, ".ts") as first:
        first.write_bytes(b"the fir")
        with cache.making(KEY, ".ts") as second:
            second.write_bytes(b"the same")
        found = cache.find(KEY, ".ts")
        assert found is not None
        assert found.read_bytes() == b"the same"
        first.write_bytes(b"the same")

    assert found.read_bytes() == b"the same"


def test_a_killed_writer_leaves_no_entry_and_is_swept_up_after(cache: Cache, tmp_path: Path) -> None:
    put(cache, OTHER, b"kept")
    writes = (
        "import os, sys; from pathlib import Path; from dropd.cache.store import Cache\n"
        "with Cache(Path(sys.argv[1])).making(sys.argv[2], '.ts') as path:\n"
        "    path.write_bytes(b'half'); os.kill(os.getpid(), 9)"
    )
    subprocess.run((sys.executable, "-c", writes, str(tmp_path / "cache"), KEY), check=False)
    assert cache.find(KEY, ".ts") is None

    cache.sweep()

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"{OTHER}.ts"]


def test_trimming_deletes_what_was_not_used_for_longest(cache: Cache) -> None:
    keys = [f"{number:02x}" + "0" * 62 for number in range(5)]
    for age, key in enumerate(keys):
        put(cache, key, bytes(100), used_at_s=1000 - age)
    cache.find(keys[4], ".ts")  # used just now

    deleted = cache.trim(300)

    assert deleted == 2
    assert [cache.find(key, ".ts") is not None for key in keys] == [True, True, False, False, True]


def test_narration_outlives_the_pictures_of_its_film_and_of_others(cache: Cache) -> None:
    """It may be another when it is spoken again, and then every picture of its scene is made anew."""
    put(cache, KEY, bytes(100), ending=".speech", used_at_s=1000)
    for number in range(3):
        put(cache, f"{number:02x}" + "0" * 62, bytes(100), used_at_s=2000 + number)

    assert cache.trim(200) == 2

    assert cache.find(KEY, ".speech") is not None
    assert cache.find("02" + "0" * 62, ".ts") is not None


def test_narration_does_not_grow_beyond_the_limit(cache: Cache) -> None:
    put(cache, KEY, bytes(100), ending=".speech", used_at_s=1000)
    put(cache, OTHER, bytes(100), ending=".speech", used_at_s=2000)

    cache.trim(100)

    assert [cache.find(key, ".speech") is not None for key in (KEY, OTHER)] == [False, True]


def test_what_a_running_job_uses_is_kept_whoever_trims(cache: Cache, tmp_path: Path) -> None:
    put(cache, KEY, bytes(100), used_at_s=1000)
    put(cache, OTHER, bytes(100), used_at_s=1000)
    with cache.in_use():
        assert cache.find(KEY, ".ts") is not None

        assert Cache(tmp_path / "cache").trim(0) == 1

        assert cache.find(KEY, ".ts") is not None
        assert cache.find(OTHER, ".ts") is None
    assert cache.trim(0) == 1


def test_a_job_that_was_killed_keeps_nothing(cache: Cache, tmp_path: Path) -> None:
    uses = (
        "import os, sys; from pathlib import Path; from dropd.cache.store import Cache\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "with cache.in_use():\n"
        "    with cache.making(sys.argv[2], '.ts') as path: path.write_bytes(b'made')\n"
        "    print(cache.trim(0), flush=True); os.kill(os.getpid(), 9)"
    )
    argv = (sys.executable, "-c", uses, str(tmp_path / "cache"), KEY)
    assert subprocess.run(argv, check=False, stdout=subprocess.PIPE).stdout == b"0\n"

    assert cache.trim(0) == 1
    assert [path.name for path in (tmp_path / "cache").iterdir() if path.is_file()] == ["trimming.lock"]


def test_trimming_leaves_what_is_being_written(cache: Cache) -> None:
    with cache.making(KEY, ".ts") as path:
        path.write_bytes(bytes(1000))
        assert cache.trim(0) == 0
    assert cache.find(KEY, ".ts") is not None


def test_an_empty_cache_can_be_trimmed_and_swept(cache: Cache) -> None:
    assert cache.trim(0) == 0
    cache.sweep()


@needs_root
def test_a_cache_that_may_not_be_looked_into_costs_no_film() -> None:
    with open_folder() as folder:
        (folder / "cache").mkdir()
        give(folder / "cache", DROPD, FILMS, 0o300)
        with DROPD.acting():
            assert Cache(folder / "cache").trim(0) == 0


def test_old_narration_stays_while_there_is_room(cache: Cache) -> None:
    put(cache, KEY, b"spoken", ending=".speech", used_at_s=1_000)
    put(cache, OTHER, b"old", used_at_s=1_500)

    assert cache.trim(10**9, unused_since_s=2_000) == 1

    assert cache.find(KEY, ".speech") is not None


def test_what_was_not_used_for_long_goes_although_there_is_room(cache: Cache) -> None:
    put(cache, KEY, b"old", used_at_s=1_000)
    put(cache, OTHER, b"new", used_at_s=3_000)

    assert cache.trim(10**9, unused_since_s=2_000) == 1

    assert cache.find(KEY, ".ts") is None
    assert cache.find(OTHER, ".ts") is not None


def test_nothing_goes_that_is_no_entry(cache: Cache, tmp_path: Path) -> None:
    """A folder of photographs, or one that a NAS made among the entries, as somebody's cache folder may hold."""
    put(cache, KEY, bytes(100), used_at_s=1000)
    photo = tmp_path / "cache" / "2023" / "wedding.jpg"
    thumbnails = tmp_path / "cache" / KEY[:2] / "@eaDir"
    elsewhere = tmp_path / "cache" / "zz" / f"{KEY}.ts"
    for folder in (photo.parent, thumbnails, elsewhere.parent):
        folder.mkdir()
    for file in (photo, elsewhere):
        file.write_bytes(bytes(100))
        os.utime(file, (1000, 1000))

    assert cache.trim(0, unused_since_s=2000) == 1

    assert photo.exists()
    assert elsewhere.exists()
    assert thumbnails.exists()


def test_what_cannot_be_deleted_stays_and_the_rest_goes(cache: Cache, tmp_path: Path) -> None:
    put(cache, KEY, bytes(100), used_at_s=1000)
    (tmp_path / "cache" / "ef" / f"ef{'0' * 62}.ts").mkdir(parents=True)

    assert cache.trim(0) == 1
    assert cache.find(KEY, ".ts") is None
