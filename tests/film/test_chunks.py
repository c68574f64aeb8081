import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest

from dropd.cache.store import Cache
from dropd.errors import NoSpaceFault, RenderFault
from dropd.film import chunk_orders, chunks
from dropd.film.chunk_orders import ChunkOrder
from dropd.film.chunks import Chunk
from dropd.film.encoder_recipe import Recipe, recipe_for
from dropd.film.frames import BlackFade
from dropd.film.pictures import Still
from dropd.film.plan import Plan
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import Wish, x264
from dropd.media.endings import ProcessFault
from tests.accounts import needs_root


class Studio(Protocol):
    """The part of the studio in conftest.py that is used here."""

    build: FfmpegBuild
    cache: Cache
    folder: Path

    def plan(self, fps: Fraction = ..., *, scenes: int = ...) -> Plan: ...
    def orders(self, plan: Plan, titles: list[int | None] = ...) -> tuple[ChunkOrder, ...]: ...
    def make(self, order: ChunkOrder) -> Chunk: ...


def test_a_chunk_has_the_frames_that_were_ordered(studio: Studio) -> None:
    order = studio.orders(studio.plan(), [255, None])[1]

    chunk = studio.make(order)

    assert chunk.frames == len(chunk.packets) == order.footage.frames
    assert chunk.path.stat().st_size > 0


def test_a_chunk_that_was_made_is_found_again(studio: Studio) -> None:
    order = studio.orders(studio.plan())[0]
    assert chunks.find(order, studio.cache) is None

    made = studio.make(order)

    assert chunks.find(order, studio.cache) == made
    assert chunks.find(studio.orders(studio.plan())[0], studio.cache) == made


def test_the_same_order_gives_the_same_packets(studio: Studio) -> None:
    order = studio.orders(studio.plan(), [255, None])[0]
    first = studio.make(order)
    first.path.unlink()
    assert chunks.find(order, studio.cache) is None

    assert studio.make(order).packets == first.packets


def test_another_title_changes_only_the_chunks_that_show_it(studio: Studio) -> None:
    plan = studio.plan(scenes=3)
    before, after = studio.orders(plan, [255, 200, 255]), studio.orders(plan, [255, 90, 255])

    changed = [span.scene for span, old, new in zip(plan.chunk_spans, before, after, strict=True) if old.key != new.key]

    assert set(changed) == {1}


def filmed(order: ChunkOrder, build: FfmpegBuild, **changes: Any) -> ChunkOrder:
    return chunk_orders.order(replace(order.footage, **changes), order.fps, order.recipe, build)


@pytest.mark.parametrize(
    "changed",
    [
        lambda order, build: chunk_orders.order(order.footage, Fraction(25), order.recipe, build),
        lambda order, build: chunk_orders.order(order.footage, order.fps, Recipe(x264("ultrafast", 21)), build),
        lambda order, build: chunk_orders.order(order.footage, order.fps, Recipe(x264("fast", 20)), build),
        lambda order, build: filmed(order, replace(build, digest="another")),
        lambda order, build: filmed(order, build, width_px=162),
        lambda order, build: filmed(order, build, frames=99),
        lambda order, build: filmed(order, build, lettering=()),
        lambda order, build: filmed(order, build, transition=None),
        lambda order, build: filmed(order, build, transition=replace(order.footage.transition, kind="dissolve")),
        lambda order, build: filmed(order, build, watermark=order.footage.lettering[0].overlay),
        lambda order, build: filmed(order, build, black_fades=(BlackFade(0, 5, rises=True),)),
        lambda order, build: filmed(order, build, take=replace(order.footage.take, still="c")),
        lambda order, build: filmed(order, build, take=replace(order.footage.take, span=77)),
    ],
)
def test_everything_that_changes_the_pictures_changes_the_key(
    studio: Studio, changed: Callable[[ChunkOrder, FfmpegBuild], ChunkOrder]
) -> None:
    order = studio.orders(studio.plan(), [255, 200])[2]

    assert changed(order, studio.build).key != order.key
    assert filmed(order, studio.build).key == order.key


@pytest.mark.parametrize(
    "damage",
    [
        "cut",
        "one bit",
        "no picture",
        "another picture",
        "no record",
        "torn record",
        "empty record",
        "wrong record",
        "another packet",
    ],
)
def test_a_damaged_entry_counts_as_none(studio: Studio, damage: str) -> None:
    order = studio.orders(studio.plan())[0]
    path = studio.make(order).path
    record = path.with_suffix(".json")
    match damage:
        case "cut":
            path.write_bytes(path.read_bytes()[:-188])
        case "one bit":
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
        case "no picture":
            path.with_suffix(".jpg").unlink()
        case "another picture":
            path.with_suffix(".jpg").write_bytes(b"")
        case "no record":
            record.unlink()
        case "torn record":
            record.write_bytes(record.read_bytes()[:20])
        case "empty record":
            record.write_bytes(b"")
        case "another packet":
            record.write_text(record.read_text().replace('"packets": ["', '"packets": ["0'))
        case "wrong record":
            record.write_text(json.dumps([1, 2]))

    assert chunks.find(order, studio.cache) is None
    assert studio.make(order).frames == order.footage.frames


def test_chunks_are_tagged_as_what_they_are(studio: Studio) -> None:
    chunk = studio.make(studio.orders(studio.plan())[0])

    told = subprocess.run((studio.build.path, "-i", str(chunk.path)), capture_output=True, check=False)

    assert b"yuv420p(tv, bt709" in told.stderr
    assert b"160x90" in told.stderr
    assert b"30 fps" in told.stderr


def test_an_encoder_that_fails_is_told_and_leaves_nothing(studio: Studio) -> None:
    order = replace(studio.orders(studio.plan())[0], recipe=Recipe(x264("no such preset", 20)))

    with pytest.raises(ProcessFault) as caught:
        studio.make(order)

    assert "picture encoder" in caught.value.message
    assert "preset" in caught.value.stderr
    assert chunks.find(order, studio.cache) is None
    assert not [path for path in studio.folder.rglob("*") if path.is_file()]


def test_a_picture_that_fails_stops_the_encoder_and_leaves_nothing(studio: Studio) -> None:
    def broken(_: str) -> Still:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        chunks.make(studio.orders(studio.plan())[0], broken, studio.cache, studio.build, lambda: None)

    assert not [path for path in studio.folder.rglob("*") if path.is_file()]


def test_every_frame_is_told(studio: Studio) -> None:
    order = studio.orders(studio.plan())[0]
    told: list[None] = []

    made = chunks.make(order, _grey, studio.cache, studio.build, lambda: told.append(None))

    assert len(told) == made.frames > 0


def test_what_another_job_has_made_meanwhile_is_not_encoded_again(studio: Studio) -> None:
    order = studio.orders(studio.plan())[0]
    theirs = studio.make(order)
    told: list[None] = []

    ours = chunks.make(order, _grey, studio.cache, studio.build, lambda: told.append(None))

    assert ours == theirs
    assert told == []


def _grey(_: str) -> Still:
    plane, half = np.full((136, 242), 128, np.uint8), np.full((68, 121), 128, np.uint8)
    return Still(plane, half, half)


def test_all_chunks_of_a_film_have_the_same_parameter_sets(studio: Studio) -> None:
    """An MP4 has those of its first chunk; x264 writes crf into them, unless it is told that streams will be joined."""
    order = studio.orders(studio.plan())[0]
    wish = Wish("medium", 18, 160, 90, Fraction(30))
    slideshow = recipe_for("auto", wish, tune="slideshow", draft=False).slideshow
    assert slideshow is not None

    sets = set()
    for detail in (0.0, 0.3, 0.6, 1.0):
        recipe = Recipe(slideshow.encoding(detail))
        chunk = studio.make(chunk_orders.order(order.footage, order.fps, recipe, studio.build))
        argv = (studio.build.path, "-v", "error", "-i", str(chunk.path), "-c", "copy", "-frames:v", "1",
                "-bsf:v", "filter_units=pass_types=7-8", "-f", "h264", "-")  # fmt: skip
        sets.add(subprocess.run(argv, capture_output=True, check=True).stdout)

    assert len(sets) == 1
    assert len(sets.pop()) > 10


def _noise(_: str) -> Still:
    """So that the chunk has more pictures than packing."""
    luma = np.random.default_rng(7).integers(16, 235, (136, 242), np.uint8)
    return replace(_grey(""), luma=luma)


FLIPPING = """#!/bin/sh
"{ffmpeg}" "$@" || exit
written=$(echo "$*" | sed -n 's/.*f=mp4:[^]]*.pipe:\\([0-9]*\\).*/\\1/p')
[ -z "$written" ] || printf X | dd of=/proc/self/fd/$written bs=1 seek=40000 conv=notrunc status=none
"""


def test_a_byte_that_the_disk_changed_is_found(studio: Studio, tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(FLIPPING.format(ffmpeg=studio.build.path))
    program.chmod(0o755)
    order = studio.orders(studio.plan())[0]

    with pytest.raises(RenderFault, match="does not read back as it was encoded"):
        chunks.make(order, _noise, studio.cache, replace(studio.build, path=str(program)), lambda: None)

    assert chunks.find(order, studio.cache) is None


@needs_root
def test_a_full_disk_is_told_of(studio: Studio, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48k", "none", full], check=True)
    try:
        with pytest.raises(NoSpaceFault):
            chunks.make(studio.orders(studio.plan())[0], _noise, Cache(full), studio.build, lambda: None)
    finally:
        subprocess.run(["umount", full], check=True)


@pytest.mark.parametrize("encoder", ["libx264", "libopenh264"])
def test_what_does_not_decode_is_found(studio: Studio, encoder: str) -> None:
    """By decoding alone, as if the encoder itself had made it so: the packets are those that it gave."""
    order = studio.orders(studio.plan())[0]
    chunk = studio.make(order).path
    damaged = chunk.with_name("damaged.mp4")
    filters = ("-bsf:v", "noise=amount=400", "-movflags", ffmpeg.FRAGMENTED)
    subprocess.run(
        (studio.build.path, "-v", "error", "-i", str(chunk), "-c", "copy", *filters, str(damaged)), check=True
    )
    argv = ffmpeg.prove_chunk(studio.build.path, damaged, listing=2, wholly=encoder != "libx264")

    assert subprocess.run(argv, capture_output=True, check=False).returncode != 0
