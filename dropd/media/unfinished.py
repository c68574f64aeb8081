"""What is said of a dropped file whose end has not come."""

from dropd.errors import MediaFault


class UnfinishedMedia(MediaFault):
    """A picture, a sound or a font ends before its time: it may still be arriving."""

    code = "unfinished"

    def __init__(
        self, name: str, what: str = "ends too early: it is still arriving, or its copy was broken off"
    ) -> None:
        super().__init__(f"{name} {what}.", hint="Copy it again.", file=name)
