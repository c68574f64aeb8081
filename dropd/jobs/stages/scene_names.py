"""Scenes as messages name them: by their number and title, and not too many of them."""

from collections.abc import Sequence

from dropd.contracts.scenes import Scene

NAMED_SCENES = 12


def named(scenes: Sequence[Scene], indexes: Sequence[int]) -> tuple[str, ...]:
    """The names of some scenes, as in `07 (Garden)`; of many, the first, and `others`."""
    names = [f"{index:02} ({scenes[index].title})" if scenes[index].title else f"{index:02}" for index in indexes]
    return (*names[:NAMED_SCENES], *(("others",) if len(names) > NAMED_SCENES else ()))
