"""Of films that hold anything else than what was made for them none is published."""

import shutil
from pathlib import Path

import pytest

from dropd.errors import RenderFault
from dropd.film import assemble, proof
from dropd.film.assemble import Cut, Labels
from dropd.media.endings import ProcessFault
from tests.film.conftest import Studio


def joined(studio: Studio, cut: Cut) -> Path:
    film = studio.folder / "film.mp4"
    assemble.join(cut, studio.sound_of(cut), labels=Labels(), target=film, build=studio.build)
    return film


def flip_a_byte(chunk: Path) -> None:
    content = bytearray(chunk.read_bytes())
    content[len(content) * 2 // 3] ^= 0x40
    chunk.write_bytes(content)


def lose_the_end(chunk: Path) -> None:
    content = chunk.read_bytes()
    chunk.write_bytes(content[: len(content) * 3 // 4])


def lose_all(chunk: Path) -> None:
    chunk.write_bytes(b"")


@pytest.mark.parametrize("damage", [flip_a_byte, lose_the_end, lose_all])
def test_a_film_of_damaged_chunks_is_not_published(studio: Studio, damage: object) -> None:
    plan = studio.plan()
    cut = assemble.whole_film(plan, studio.shoot(plan))
    assert callable(damage)
    damage(cut.chunks[1].path)

    with pytest.raises(RenderFault, match=r"Its pictures are not those|joining of the film ended with"):
        proof.verify({joined(studio, cut): cut}, studio.sound_of(cut), studio.build)


def test_chunks_in_another_order_are_another_film(studio: Studio) -> None:
    plan = studio.plan()
    chunks = studio.shoot(plan)
    cut = assemble.whole_film(plan, chunks)
    film = joined(studio, cut)

    with pytest.raises(RenderFault):
        proof.verify({film: Cut(chunks[::-1], plan.fps, 0)}, studio.sound_of(cut), studio.build)


def test_films_that_are_proved_together_are_each_compared_with_their_own_cut(studio: Studio) -> None:
    plan = studio.plan(scenes=3)
    chunks = studio.shoot(plan)
    sound = studio.sound_of(assemble.whole_film(plan, chunks))
    cuts = {studio.folder / f"{scene}.mp4": assemble.one_scene(plan, chunks, scene) for scene in range(3)}
    for film, cut in cuts.items():
        assemble.join(cut, sound, labels=Labels(), target=film, build=studio.build)

    proof.verify(cuts, sound, studio.build)

    first, second, third = cuts
    with pytest.raises(RenderFault, match="did not pass its check"):
        proof.verify({**cuts, second: cuts[third], third: cuts[second]}, sound, studio.build)
    shutil.copy(first, third)
    with pytest.raises(RenderFault, match="did not pass its check"):
        proof.verify(cuts, sound, studio.build)


def test_a_film_with_too_little_sound_is_not_published(studio: Studio) -> None:
    plan = studio.plan()
    cut = assemble.whole_film(plan, studio.shoot(plan))
    film = studio.folder / "film.mp4"
    sound = studio.sound(cut.samples - 2000)
    assemble.join(cut, sound, labels=Labels(), target=film, build=studio.build)

    with pytest.raises(RenderFault, match=f"samples instead of {plan.samples}"):
        proof.verify({film: cut}, sound, studio.build)


@pytest.mark.parametrize("samples", [-1024, -1, 1, 1024, 48_000])
def test_a_film_with_sound_from_elsewhere_is_not_published(studio: Studio, samples: int) -> None:
    plan = studio.plan(scenes=3)
    chunks = studio.shoot(plan)
    cut, film = assemble.one_scene(plan, chunks, 1), studio.folder / "scene.mp4"
    sound = studio.sound_of(assemble.whole_film(plan, chunks))

    class Shifted(Cut):
        @property
        def first_sample(self) -> int:
            return cut.first_sample + samples

        @property
        def samples(self) -> int:
            return cut.samples

    shifted = Shifted(cut.chunks, cut.fps, cut.first_frame)
    assemble.join(shifted, sound, labels=Labels(), target=film, build=studio.build)

    with pytest.raises(RenderFault, match="Its sound is not"):
        proof.verify({film: cut}, sound, studio.build)


def test_a_film_that_cannot_be_read_is_not_published(studio: Studio) -> None:
    plan = studio.plan()
    cut = assemble.whole_film(plan, studio.shoot(plan))
    film = joined(studio, cut)
    film.write_bytes(film.read_bytes()[:5000])

    with pytest.raises((RenderFault, ProcessFault)):
        proof.verify({film: cut}, studio.sound_of(cut), studio.build)
