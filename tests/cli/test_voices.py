import os
import subprocess
import sys
import wave
from pathlib import Path

from tests.speech.servers import AzureServer, CompanionServer, OpenAiServer, Status


def voices(home: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "dropd", "voices", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), **settings},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_voices_of_a_server_are_listed(tmp_path: Path) -> None:
    with CompanionServer() as server:
        done = voices(tmp_path, XTTS_API_URL=server.url, DEFAULT_TTS_API="xtts", XTTS_LANGUAGE="en")

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["amy", "joe"]


def test_those_of_azure_are_listed_by_name(tmp_path: Path) -> None:
    with AzureServer(key="k") as server:
        settings = {"DROPD_SPEECH__AZURE_URL": server.url, "AZURE_KEY": "k", "DEFAULT_TTS_API": "azure"}
        done = voices(tmp_path, **settings)

    assert "en-US-" in done.stdout


def test_a_sample_is_spoken_to_a_file(tmp_path: Path) -> None:
    with OpenAiServer() as server:
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DEFAULT_TTS_API": "openai"}
        done = voices(tmp_path, "--speak", "Welcome to the house.", "--voice", "nova", "--to", "here.wav", **settings)

    assert done.returncode == 0, done.stderr
    assert "openai: nova spoke to here.wav" in done.stdout
    with wave.open(str(tmp_path / "here.wav")) as file:
        assert file.getframerate() == 48_000
        assert file.getnframes() > 48_000


def test_piper_needs_no_server(tmp_path: Path) -> None:
    done = voices(tmp_path, "--api", "piper", "--speak", "Welcome.")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "voice.wav").stat().st_size > 50_000


def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path) -> None:
    with OpenAiServer() as server:
        server.faults.extend([Status(401)] * 9)
        settings = {"DROPD_SPEECH__OPENAI_URL": f"{server.url}/v1", "DROPD_SPEECH__OPENAI_KEY": "sk-hush"}
        refused = voices(tmp_path, "--api", "openai", "--speak", "Hello there.", **settings)
    nothing = voices(tmp_path)
    nowhere = voices(tmp_path, "--api", "piper", "--speak", "Hello.", "--to", "/nowhere/x.wav")
    no_words = voices(tmp_path, "--api", "piper", "--speak", "...")
    unknown = voices(tmp_path, "--api", "festival")

    assert "does not accept the key" in refused.stderr
    assert "sk-hush" not in refused.stderr + refused.stdout
    assert "Nothing says which speech service is meant." in nothing.stderr
    assert "The folder /nowhere does not exist." in nowhere.stderr
    assert "nothing to be spoken" in no_words.stderr
    for done in (refused, nothing, unknown, nowhere, no_words):
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
