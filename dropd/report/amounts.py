"""Times and numbers as people read them."""

from datetime import datetime

MINUTE_S = 60


def playing_time(seconds: float) -> str:
    """As players show it: `0:42`, `1:02:03`."""
    minutes, second = divmod(round(seconds), MINUTE_S)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def about(seconds: float) -> str:
    """A time to wait, no more exact than it is known."""
    if seconds < MINUTE_S:
        return "less than a minute"
    hours, minutes = divmod(round(seconds / MINUTE_S), 60)
    return f"about {hours} h {minutes} min" if hours else f"about {minutes} min"


def moment(time: datetime) -> str:
    """By the clock of the machine that dropd runs on, which mostly hangs where its users are; status.json has UTC."""
    return f"{time.astimezone():%Y-%m-%d %H:%M:%S %Z}"


def counted(number: int, what: str) -> str:
    """How many there are of something: `1 scene`, `2 scenes`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
