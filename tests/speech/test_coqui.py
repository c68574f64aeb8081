"""Coqui's own server module, from PyPI, receives what was meant; only the neural network is a stand-in."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dropd.cache.store import Cache
from dropd.errors import SpeechFault
from dropd.speech.patience import patiently
from dropd.speech.service import Service, service_for
from dropd.speech.voice import Server, Voice

SITES = {
    "fork": [["coqui-tts>=0.27,<0.29"]],
    "original": [
        ["--only-binary", ":all:", "--python-version", "3.11", "--platform", "manylinux1_x86_64", "TTS==0.22.0"]
    ],
}
FLASK = ["flask", "werkzeug", "jinja2", "markupsafe", "click", "itsdangerous", "blinker", "packaging",
         "typing_extensions"]  # fmt: skip
PIP = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", "--no-deps", "--no-compile")
XTTS = ("--model_name", "tts_models/multilingual/multi-dataset/xtts_v2")


@pytest.fixture(scope="module", params=list(SITES))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the server's own code and Flask; without torch and without models."""
    folder = tmp_path_factory.mktemp(f"coqui-{request.param}")
    for packages in (*SITES[request.param], FLASK):
        subprocess.run((sys.executable, *PIP, "--target", str(folder), *packages), check=True, capture_output=True)
    return folder


class Calls:
    """What the synthesiser was given."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._file.read_text().splitlines()] if self._file.exists() else []


@contextmanager
def speaking(site: Path, folder: Path, **wishes: str) -> Iterator[tuple[Service, Calls]]:
    calls = folder / "calls.jsonl"
    program = Path(__file__).with_name("coqui_server.py")
    argv = [sys.executable, str(program), "0", str(site), str(calls), *XTTS]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().split()[1]
            voice = Voice(api="xtts", server=Server(url=url), **wishes)
            with service_for(voice, folder, Cache(folder / "cache")) as service:
                yield service, Calls(calls)
        finally:
            server.terminate()


def test_the_text_the_voice_and_the_language_arrive(site: Path, tmp_path: Path) -> None:
    text = "Willkommen: 3 Zimmer, Küche & Bad, für 50 % weniger?"
    with speaking(site, tmp_path, name="Ana Florence", language="de-DE") as (service, calls):
        sound = service.say(text)

    assert sound[:4] == b"RIFF"
    (call,) = calls.all()
    assert (call["text"], call["speaker_name"], call["language_name"]) == (text, "Ana Florence", "de")


def test_its_voices_are_listed(site: Path, tmp_path: Path) -> None:
    with speaking(site, tmp_path) as (service, _):
        assert {"Ana Florence", "xtts_v2"} & set(service.voices())


def test_a_voice_that_it_does_not_have_is_told(site: Path, tmp_path: Path) -> None:
    with speaking(site, tmp_path, name="Nobody", language="en") as (service, calls):
        with pytest.raises(SpeechFault, match=r"failed \(HTTP 500\)"):
            patiently(lambda: service.say("Hello."), within_s=5, wait=lambda _: None)
        assert len(calls.all()) == 2  # a server that says 500 for everything is asked once more
