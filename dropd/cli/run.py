"""`dropd run`, the daemon, and `dropd once`, the same until nothing is left to do."""

import sys
from pathlib import Path

import typer

from dropd.cli.lookup import guarded_root, settings_of
from dropd.cli.options import ConfigOption, RootOption
from dropd.media.builds import find_ffmpeg
from dropd.report.logs import log_to, rotated_sink, stream_sink
from dropd.service import Until, serve


def run(config: ConfigOption = None, root: RootOption = None) -> None:
    """Watch the root and make a film of every project that is dropped, until stopped."""
    _serve(config, root, until=lambda _: False)


def once(config: ConfigOption = None, root: RootOption = None) -> None:
    """Make every film that is ready, or becomes so by waiting for quiet alone, then end; with 1 if one failed."""
    if _serve(config, root, until=lambda daemon: daemon.is_idle()):
        raise typer.Exit(1)


def _serve(config: Path | None, folder: Path | None, *, until: Until) -> int:
    """Run until told; return how many films failed."""
    settings, notes = settings_of(config, folder)
    root, guard = guarded_root(settings)
    sinks = (stream_sink(sys.stderr), rotated_sink(root.logs / "dropd.log"))
    log = log_to(sinks, settings.log_level)
    for note in notes:
        log.info("settings_note", note=note)
    return serve(root, settings, find_ffmpeg(settings.ffmpeg), log=log, sinks=sinks, until=until, guard=guard)
