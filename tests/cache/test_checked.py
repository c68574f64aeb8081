from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dropd.cache.checked import RECORD, Facts, find_kept, find_or_make
from dropd.cache.store import Cache
from dropd.errors import RenderFault

KEY = "ab" + "0" * 62
ENDINGS = (".ts", ".jpg")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def write(files: tuple[Path, ...]) -> Facts:
    for path, content in zip(files, (b"moving", b"still"), strict=True):
        path.write_bytes(content)
    return {"frames": 7}


def not_again(_: tuple[Path, ...]) -> Facts:
    raise AssertionError("It was made a second time.")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def other_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


def test_a_thing_is_made_once_and_found_with_what_was_told_of_it(cache: Cache) -> None:
    assert find_kept(cache, KEY, ENDINGS) is None

    made = find_or_make(cache, KEY, ENDINGS, write)

    assert [path.read_bytes() for path in made.files] == [b"moving", b"still"]
    assert made.facts == {"frames": 7}
    assert find_or_make(cache, KEY, ENDINGS, not_again) == find_kept(cache, KEY, ENDINGS) == made


@pytest.mark.parametrize("ending", [*ENDINGS, RECORD])
@pytest.mark.parametrize("damage", [cut_short, other_byte, Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_thing_of_which_any_file_is_damaged_is_made_again(
    cache: Cache, damage: Callable[[Path], object], ending: str
) -> None:
    find_or_make(cache, KEY, ENDINGS, write)
    damaged = cache.find(KEY, ending)
    assert damaged is not None

    damage(damaged)

    assert find_kept(cache, KEY, ENDINGS) is None
    mended = find_or_make(cache, KEY, ENDINGS, write)
    assert [path.read_bytes() for path in mended.files] == [b"moving", b"still"]
    assert mended.facts == {"frames": 7}


@pytest.mark.parametrize("record", [b"[]", b"7", b"null", b'{"crc32": []}', b'{"crc32": [], "facts": 7}', b"\xff{"])
def test_a_record_of_anything_else_is_none(cache: Cache, record: bytes) -> None:
    find_or_make(cache, KEY, ENDINGS, write)
    with cache.making(KEY, RECORD) as path:
        path.write_bytes(record)

    assert find_kept(cache, KEY, ENDINGS) is None


def test_nothing_is_kept_of_a_thing_that_could_not_be_made(cache: Cache, tmp_path: Path) -> None:
    def fail(files: tuple[Path, ...]) -> Facts:
        write(files)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        find_or_make(cache, KEY, ENDINGS, fail)

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_another_process_that_makes_the_same_but_not_to_the_byte_costs_another_turn(tmp_path: Path) -> None:
    class Shared(Cache):
        """Where somebody's file comes between our files and our record, once."""

        has_come = False

        @contextmanager
        def making(self, key: str, ending: str, *, durable: bool = True) -> Iterator[Path]:
            if ending == RECORD and not self.has_come:
                self.has_come = True
                with super().making(key, ENDINGS[0]) as other:
                    other.write_bytes(b"of another encoder")
            with super().making(key, ending, durable=durable) as path:
                yield path

    made = find_or_make(Shared(tmp_path / "cache"), KEY, ENDINGS, write)

    assert [path.read_bytes() for path in made.files] == [b"moving", b"still"]


def test_a_thing_that_vanishes_while_it_is_made_is_a_fault(tmp_path: Path) -> None:
    class Emptied(Cache):
        def find(self, key: str, ending: str) -> Path | None:  # noqa: ARG002 - as someone who empties the folder
            return None

    with pytest.raises(RenderFault, match="vanished"):
        find_or_make(Emptied(tmp_path / "cache"), KEY, ENDINGS, write)
