"""Finding files in an `input/` by the paths that a drop writes for them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from dropd.intake.listing import Listing
from dropd.intake.matching import NameIndex, match_name, transfer_of
from dropd.intake.names import is_partial


@dataclass(frozen=True, slots=True)
class Inventory:
    """The listing of an `input/`, made ready for looking names up."""

    folders: NameIndex
    names: Mapping[str, NameIndex]
    """The files of each folder; "" is `input/` itself."""
    partials: Mapping[str, tuple[str, ...]]
    """Those of them that look like half a transfer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that the drop asks for, and what was found for it."""

    path: str
    """As on disk; as the drop names it if there is none."""
    is_there: bool
    is_coming: bool = False
    """Not there, but half a transfer of it is."""
    warning: str | None = None


def take_inventory(listing: Listing) -> Inventory:
    """Make a listing ready for looking names up."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for path in listing.files:
        folder, _, name = path.rpartition("/")
        names[folder].append(name)
    return Inventory(
        folders=NameIndex.of(listing.folders),
        names={folder: NameIndex.of(inside) for folder, inside in names.items()},
        partials={folder: tuple(filter(is_partial, inside)) for folder, inside in names.items()},
    )


def find(inventory: Inventory, path: str) -> Asked:
    """Find the file that a path below `input/` means, in other spellings of folder and name if need be."""
    wanted_folder, _, wanted_name = path.rpartition("/")
    folder = match_name(wanted_folder, inventory.folders) if wanted_folder else None
    on_disk = wanted_folder if folder is None or folder.name is None else folder.name
    match = match_name(wanted_name, names_in(inventory, on_disk))
    warnings = [found.warning for found in (folder, match) if found is not None and found.warning is not None]
    return Asked(
        path=joined(on_disk, match.name or wanted_name),
        is_there=match.name is not None,
        is_coming=match.name is None and _is_coming(inventory, on_disk, wanted_name),
        warning=" ".join(warnings) or None,
    )


def names_in(inventory: Inventory, folder: str) -> NameIndex:
    """The names of the files in one folder; none if there is no such folder."""
    return inventory.names.get(folder) or NameIndex.of(())


def joined(folder: str, name: str) -> str:
    """The path of a file below `input/`; "" is `input/` itself."""
    return f"{folder}/{name}" if folder else name


def _is_coming(inventory: Inventory, folder: str, name: str) -> bool:
    return transfer_of(name, inventory.partials.get(folder, ())) is not None
