"""Which files on disk are the ones that scenes.json and the trigger ask for."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import Scene
from dropd.intake.inventory import Asked, Inventory, find, joined, names_in
from dropd.intake.listing import Listing
from dropd.intake.matching import (
    SOUND_ENDINGS,
    counted_from_one,
    folded,
    is_numbered_recording,
    match_name,
    nearest_names,
    transfer_of,
    voice_overs_for,
)
from dropd.intake.names import is_partial

IMAGES_FOLDER = "images"
MUSIC_FOLDER = "music"
FONTS_FOLDER = "fonts"


@dataclass(frozen=True, slots=True)
class AskedScene:
    """What one scene asks for."""

    images: tuple[Asked, ...]
    voice_over: Asked | None
    unspoken: Asked | None
    """Where a voice-over would lie, for a scene with text and without one."""
    passed_over: tuple[str, ...] = ()
    """Further recordings with the number of this scene, by path."""


@dataclass(frozen=True, slots=True)
class AskedFiles:
    """What scenes.json and the trigger ask for, all of it."""

    scenes: tuple[AskedScene, ...]
    music: Asked | None
    watermark: Asked | None
    title_font: Asked | None
    images_folder: str
    voice_folder: str
    """Both as on disk; as the drop names them if they are not there."""
    has_voice_folder: bool
    is_counted_from_one: bool

    def files(self) -> Iterator[Asked]:
        """Each asked file, as often as it is asked for."""
        for scene in self.scenes:
            yield from scene.images
            if scene.voice_over is not None:
                yield scene.voice_over
        for file in (self.music, self.watermark, self.title_font):
            if file is not None:
                yield file


def find_all(inventory: Inventory, scenes: tuple[Scene, ...], options: RenderOptions) -> AskedFiles:
    """Find everything that a drop asks for. Voice-overs that no scene names are found by their numbers."""
    voice_dir = options.voice_dir
    voice_folder = match_name(voice_dir, inventory.folders).name
    voices = names_in(inventory, voice_folder or voice_dir)
    are_numbered = not any(scene.voiceover for scene in scenes)
    return AskedFiles(
        scenes=tuple(_scene(inventory, scene, index, voice_folder or voice_dir) for index, scene in enumerate(scenes)),
        music=_named(inventory, options.music, MUSIC_FOLDER),
        watermark=_named(inventory, options.watermark, IMAGES_FOLDER),
        title_font=_named(inventory, options.title_style.font_file, FONTS_FOLDER),
        images_folder=match_name(IMAGES_FOLDER, inventory.folders).name or IMAGES_FOLDER,
        voice_folder=voice_folder or voice_dir,
        has_voice_folder=voice_folder is not None,
        is_counted_from_one=are_numbered and counted_from_one(len(scenes), voices),
    )


def unused_files(listing: Listing, asked: AskedFiles) -> tuple[str, ...]:
    """The files beside pictures and voice-overs that no scene uses, by path, and what looks like a lost voice-over."""
    used = {file.path for file in asked.files()}
    folders = {asked.images_folder, asked.voice_folder}
    unused = (path for path in sorted(listing.files) if path not in used)
    return tuple(path for path in unused if path.rpartition("/")[0] in folders or _is_lost_voice_over(path))


def passed_over_recordings(asked: AskedFiles) -> dict[str, str]:
    """Recordings that count for no scene because another of the same number does, which is said beside each."""
    used = {file.path for file in asked.files()}
    return {
        path: scene.voice_over.path
        for scene in asked.scenes
        if scene.voice_over is not None
        for path in scene.passed_over
        if path not in used
    }


def _is_lost_voice_over(path: str) -> bool:
    """Whether it is a recording with a number; those of an album are music."""
    return is_numbered_recording(path) and path.partition("/")[0].casefold() != MUSIC_FOLDER


def misplaced_files(listing: Listing, asked: AskedFiles) -> dict[str, list[str]]:
    """The files that nobody asks for, wherever they lie in `input/`, by their names as `folded`."""
    used = {file.path for file in asked.files()}
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(listing.files.keys() - used):
        by_name[folded(path.rpartition("/")[2])].append(path)
    return by_name


def similar_files(path: str, unused: tuple[str, ...]) -> tuple[str, ...]:
    """The unused files in the folder of a missing one that may have been meant by it."""
    folder = path.rpartition("/")[0]
    return nearest_names(path, (file for file in unused if file.rpartition("/")[0] == folder and not is_partial(file)))


def _scene(inventory: Inventory, scene: Scene, index: int, voice_dir: str) -> AskedScene:
    numbered = tuple(joined(voice_dir, name) for name in voice_overs_for(index, names_in(inventory, voice_dir)))
    voice_over = _voice_over(inventory, scene, numbered, voice_dir)
    return AskedScene(
        images=tuple(find(inventory, joined(IMAGES_FOLDER, image)) for image in scene.images),
        voice_over=voice_over,
        unspoken=_unspoken(inventory, index, voice_dir) if scene.has_words and voice_over is None else None,
        passed_over=() if voice_over is None else tuple(path for path in numbered if path != voice_over.path),
    )


def _voice_over(inventory: Inventory, scene: Scene, numbered: tuple[str, ...], voice_dir: str) -> Asked | None:
    if scene.voiceover is not None:
        return find(inventory, joined(voice_dir, scene.voiceover))
    return Asked(numbered[0], is_there=True) if numbered else None


def _unspoken(inventory: Inventory, index: int, voice_dir: str) -> Asked:
    is_coming = any(
        transfer_of(f"{index:02d}.{ending}", inventory.partials.get(voice_dir, ())) for ending in SOUND_ENDINGS
    )
    return Asked(joined(voice_dir, f"{index:02d}.*"), is_there=False, is_coming=is_coming)


def _named(inventory: Inventory, path: str | None, usual_folder: str) -> Asked | None:
    """A file that the trigger names; a bare name may also lie in the folder that is usual for its kind."""
    if path is None:
        return None
    asked = find(inventory, path)
    in_its_folder = find(inventory, joined(usual_folder, path))
    return in_its_folder if in_its_folder.is_there and not asked.is_there else asked
