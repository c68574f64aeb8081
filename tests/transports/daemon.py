"""The daemon under test, as a process of its own: `dropd run` with a stub in the renderer's place.

`python -m tests.transports.daemon SETTINGS RENDER_COMMAND`, both as JSON.
"""

import json
import sys

from dropd.intake.rootguard import RootGuard
from dropd.jobs.standby import Starter
from dropd.media.builds import find_ffmpeg
from dropd.project import Root
from dropd.report.logs import log_to, stream_sink
from dropd.service import serve
from dropd.settings import Settings


def main(settings_text: str, command_text: str) -> None:
    """Serve until a signal comes."""
    settings = Settings.model_validate_json(settings_text)
    root = Root.at(settings.root)
    sinks = (stream_sink(sys.stderr),)
    serve(
        root,
        settings,
        find_ffmpeg(settings.ffmpeg),
        log=log_to(sinks, settings.log_level),
        sinks=sinks,
        until=lambda _: False,
        guard=RootGuard(root, settings.state_folder),
        starter=Starter(tuple(json.loads(command_text))),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
