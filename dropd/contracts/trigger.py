"""The trigger: the small file (render.yaml, render.json, …) that asks for a film."""

from typing import Annotated

from dropd.contracts.bounds import Between
from dropd.contracts.checking import checked
from dropd.contracts.documents import parse_json_or_yaml
from dropd.contracts.exact import WholeNumber
from dropd.contracts.model import Contract
from dropd.contracts.names import OutputName
from dropd.contracts.options import CaptionStyle, RenderOptions, TitleStyle
from dropd.contracts.unknown_keys import Groups
from dropd.contracts.words import Switch


class Trigger(Contract):
    """What a trigger asks for. Every key may be left out."""

    output_name: OutputName | None = None
    """Name of the film in `output/`; null for video.mp4, or `<name>.mp4` for `<name>.render.yaml`."""

    priority: Annotated[WholeNumber, Between(-1000, 1000)] = 0
    """Jobs with a higher number are made first."""

    force: Switch = False
    """Render again although nothing changed."""

    check_only: Switch = False
    """Check and estimate at once, without waiting for missing files; render nothing."""

    render_options: RenderOptions = RenderOptions()
    """How the film is made."""


_GROUPS: Groups = {
    "": Trigger,
    "renderOptions": RenderOptions,
    "titleStyle": TitleStyle,
    "captionStyle": CaptionStyle,
}


def parse_trigger(data: bytes, file: str) -> Trigger:
    """Read a trigger, JSON or YAML; an empty file means all defaults.

    Raises SyntaxFault with line and column, TooLargeFault above 64 kB, and ContractFault with every problem.
    A key that is not known is a problem, because a typo must not silently change a film.
    """
    value = parse_json_or_yaml(data, file)
    return checked(Trigger, {} if value is None else value, file=file, groups=_GROUPS)
