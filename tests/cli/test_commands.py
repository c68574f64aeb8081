"""The commands as somebody at a terminal meets them."""

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from dropd import __version__
from dropd.cli import app
from dropd.jobs.lock import only_one
from dropd.media.machine import available_cores
from dropd.project import Root
from dropd.systemd import write_heartbeat
from tests.accounts import needs_root

COMMANDS = ["run", "once", "render", "check", "status", "doctor", "init", "demo"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment without settings, cache and state of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith(("DROPD_", "DEFAULT_", "XTTS_", "RENDER_"))]:
        monkeypatch.delenv(name)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DROPD_ROOT", str(tmp_path / "root"))
    monkeypatch.setenv("DROPD_RESERVE_DISK_MB", "0")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def project(home: Path) -> Path:
    folder = home / "root" / "projects" / "house"
    (folder / "input" / "images").mkdir(parents=True)
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(buffer, "JPEG")
    (folder / "input" / "images" / "a.jpg").write_bytes(buffer.getvalue())
    (folder / "input" / "scenes.json").write_text(json.dumps({"scenes": [{"images": ["a.jpg"]}]}))
    return folder


def dropd(*arguments: str) -> tuple[int, str]:
    """The real program: exit code and everything it prints."""
    ended = subprocess.run(
        (sys.executable, "-m", "dropd", *arguments), capture_output=True, text=True, check=False, timeout=60
    )
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stdout + ended.stderr


def dropd_on_a_terminal(*arguments: str) -> str:
    """What the real program shows on a terminal of 80 columns."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        (sys.executable, "-m", "dropd", *arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    ):
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # EIO once nobody writes any more
            while piece := os.read(ours, 65536):
                shown += piece
        os.close(ours)
    return shown.decode()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"])

    assert shown.exit_code == 0
    assert f"dropd {command}" in shown.output.replace("root ", "dropd ")


def test_a_command_that_is_mistyped_is_guessed() -> None:
    shown = CliRunner().invoke(app, ["rendr"])

    assert shown.exit_code == 2
    assert "Did you mean 'render'?" in shown.output


def test_the_version_is_shown() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"dropd {__version__}\n"


def test_a_project_without_faults_is_checked_and_left_alone(project: Path) -> None:
    before = sorted(project.rglob("*"))
    code, told = dropd("check", str(project))

    assert code == 0
    assert "1 scene, 1 picture, 5.0 s of film." in told
    assert "Nothing stops the film." in told
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize(("api", "told_of"), [("azure", "have no azure_key"), ("xtts", "do not say where it is")])
def test_a_speech_service_that_is_not_set_up_is_told_of(project: Path, api: str, told_of: str) -> None:
    scenes = {"scenes": [{"VO": "Welcome.", "images": ["a.jpg"]}]}
    (project / "input" / "scenes.json").write_text(json.dumps(scenes))
    (project / "input" / "render.yaml").write_text(f"renderOptions:\n  ttsApi: {api}\n")

    code, told = dropd("check", str(project))

    assert code == 1
    assert told_of in told


def test_every_fault_is_listed(project: Path) -> None:
    (project / "input" / "scenes.json").write_text(json.dumps({"scenes": [{"images": []}, {"images": ["../x.jpg"]}]}))
    (project / "input" / "render.yaml").write_text("crff: 20")
    code, told = dropd("check", str(project))

    assert code == 1
    assert told.count("✗") == 3
    assert "render.yaml: crff" in told


def test_a_film_that_could_not_be_named_after_its_trigger_is_told(project: Path) -> None:
    (project / "input" / "con.render.yaml").touch()
    code, told = dropd("check", str(project))

    assert code == 1
    assert told.count("✗") == 1
    assert "The film would be named after the trigger, but" in told


def test_a_trigger_whose_ending_windows_hides_is_told(project: Path) -> None:
    (project / "input" / "render.yaml.txt").touch()

    assert (
        "! render.yaml.txt is taken as render.yaml: Windows hides the ending .txt." in dropd("check", str(project))[1]
    )


@pytest.mark.skipif(available_cores() == 1, reason="there is one core alone")
def test_a_check_reckons_with_all_cores_unless_the_settings_say_how_many(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "input" / "scenes.json").write_text(json.dumps({"scenes": [{"images": ["a.jpg"], "duration": 3600}]}))
    with_all = dropd("check", str(project))[1]
    monkeypatch.setenv("DROPD_WORKERS", "1")

    assert dropd("check", str(project))[1] != with_all


def test_what_the_settings_ask_of_every_film_is_missed_as_what_a_trigger_asks(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DROPD_DEFAULTS__MUSIC", "song.mp3")
    code, told = dropd("check", str(project))

    assert code == 1
    assert "song.mp3 is missing" in told


def test_a_scenes_file_of_another_name_is_told_of(project: Path) -> None:
    (project / "input" / "scenes.json").rename(project / "input" / "Scenes.json.txt")

    assert "rename it to scenes.json" in dropd("check", str(project))[1]


def test_a_check_tells_of_a_trigger_that_lies_beside_the_input_folder(project: Path) -> None:
    (project / "render.yaml").touch()
    code, told = dropd("check", str(project))

    assert code == 0
    assert "render.yaml lies beside the folder input; move it into input." in told


def test_a_check_tells_what_will_not_be_as_it_was_asked_for(project: Path) -> None:
    asked = {"renderOptions": {"encoder": "h264_of_nobody", "titleStyle": {"fontFamily": "Nobody Sans"}}}
    (project / "input" / "render.yaml").write_text(json.dumps(asked))
    (project / "input" / "short.render.yaml").touch()
    title = {"scenes": [{"images": ["a.jpg"], "title": "A \ue123"}]}
    (project / "input" / "scenes.json").write_text(json.dumps(title))
    code, told = dropd("check", str(project))

    assert code == 0
    assert "This is about render.yaml; 1 more trigger was not checked." in told
    assert "h264_of_nobody" in told
    assert "Nobody Sans" in told
    assert "U+E123" in told


def test_a_folder_that_is_no_project_is_refused(home: Path, project: Path) -> None:
    assert dropd("check", "nowhere")[0] == 2
    assert dropd("check", "nowhere")[1].startswith("nowhere does not exist.")
    assert "no project folder: it has no folder input.\nPut scenes.json and images" in dropd("check", str(home))[1]
    assert f"Name the folder above: {project}\n" in dropd("check", str(project / "input"))[1]
    (home / "house.zip").touch()
    assert "house.zip is packed.\nUnpack it, and name the folder." in dropd("check", "house.zip")[1]
    (home / "above" / "inner" / "input").mkdir(parents=True)
    assert f"Name one of the projects in it, such as {home / 'above' / 'inner'}" in dropd("check", "above")[1]


def test_a_root_that_does_not_exist_is_not_made_by_a_typing_mistake(home: Path) -> None:
    code, told = dropd("once", "--root", str(home / "Vidoes"))

    assert code == 2
    assert f"Make it with: dropd init --root {home / 'Vidoes'}" in told
    assert not (home / "Vidoes").exists()


@pytest.mark.parametrize(
    ("seconds", "told"), [(5, r"less than a minute and \d MB"), (600, r"about \d+ min and \d+ MB")]
)
def test_a_check_tells_how_long_a_render_takes(project: Path, seconds: float, told: str) -> None:
    scenes = {"scenes": [{"images": ["a.jpg"], "duration": seconds}]}
    (project / "input" / "scenes.json").write_text(json.dumps(scenes))

    assert re.search(f"Rendering takes {told}", dropd("check", str(project))[1])


def test_a_check_tells_of_a_film_that_is_too_long(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DROPD_MAX_FILM_MINUTES", "1")
    scenes = {"scenes": [{"images": ["a.jpg"], "duration": 60.2}]}
    (project / "input" / "scenes.json").write_text(json.dumps(scenes))

    for command in ("check", "render"):
        code, told = dropd(command, str(project))
        assert code == 1
        assert "The film would last 1:01 minutes; the limit is 1." in told


@pytest.mark.parametrize(("trim", "seconds"), [(False, "15.8"), (True, "6.0")])
def test_a_check_reckons_with_silence_that_is_cut_off(project: Path, *, trim: bool, seconds: str) -> None:
    tone = (8000 * np.sin(np.arange(5 * 48_000) / 10)).astype("<i2").tobytes()
    (project / "input" / "voiceovers").mkdir()
    with wave.open(str(project / "input" / "voiceovers" / "00.wav"), "wb") as voice:
        voice.setparams((1, 2, 48_000, 0, "NONE", ""))
        voice.writeframes(bytes(5 * 96_000) + tone + bytes(5 * 96_000))
    options = {"trimSilence": trim, "scenePad": 0.8}
    (project / "input" / "render.yaml").write_text(json.dumps({"renderOptions": options}))

    assert f"1 scene, 1 picture, {seconds} s of film." in dropd("check", str(project))[1]


def test_a_second_render_takes_the_options_of_the_first(project: Path) -> None:
    options = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "sceneFiles": False}
    (project / "input" / "render.yaml").write_text(json.dumps({"renderOptions": options}))
    assert dropd("render", str(project))[0] == 0

    code, told = dropd("render", str(project))

    assert code == 0
    assert "With the options of the last film: " in told
    assert json.loads((project / "status.json").read_bytes())["options"]["size"] == "128x128"
    assert "this is about the last film's, done/" in dropd("check", str(project))[1]


def test_how_a_render_ended_is_told_once_and_whole(project: Path) -> None:
    options = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "sceneFiles": False}
    trigger = json.dumps({"renderOptions": options})
    (project / "input" / "render.yaml").write_text(trigger)
    first = dropd("render", str(project))[1]
    film = str(project / "output" / "video.mp4")
    again = "This film was already there, and nothing of it has changed; it was not made again."

    assert first.splitlines()[-2:] == ["The film is ready.", film]
    assert first.count("The film is ready.") == 1
    (project / "input" / "render.yaml").write_text(trigger)
    assert dropd("render", str(project))[1].count(again) == 1
    (project / "input" / "render.yaml").write_text(trigger)
    assert again in dropd_on_a_terminal("render", str(project))


def test_render_waits_for_a_file_that_somebody_is_still_writing(project: Path) -> None:
    (project / "input" / "voiceovers").mkdir()
    with wave.open(str(project / "input" / "voiceovers" / "00.wav"), "wb") as voice:
        voice.setparams((1, 2, 48_000, 0, "NONE", ""))
        voice.writeframes(bytes(96_000))
    options = {"size": "128x128", "preset": "ultrafast", "sceneFiles": False}
    (project / "input" / "render.yaml").write_text(json.dumps({"renderOptions": options}))

    with (project / "input" / "voiceovers" / "00.wav").open("ab"):
        started = subprocess.Popen((sys.executable, "-m", "dropd", "render", str(project)), stdout=subprocess.PIPE)
        assert started.stdout is not None
        assert b"voiceovers/00.wav is still arriving" in started.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            started.wait(2)

    assert started.communicate(timeout=60)[0].decode().endswith("video.mp4\n")


@pytest.mark.parametrize("is_trigger_gone", [True, False])
def test_a_file_that_changes_while_render_works_begins_the_film_anew_or_ends_it(
    project: Path, *, is_trigger_gone: bool
) -> None:
    trigger, scenes = project / "input" / "render.yaml", project / "input" / "scenes.json"
    trigger.write_text(json.dumps({"renderOptions": {"size": "1280x720", "sceneFiles": False}}))
    with subprocess.Popen((sys.executable, "-m", "dropd", "render", str(project)), stdout=subprocess.PIPE) as render:
        assert render.stdout is not None
        while b"RUNNING" not in (line := render.stdout.readline()):
            assert line
        trigger.unlink() if is_trigger_gone else scenes.write_text(scenes.read_text() + "\n")
        told = render.stdout.read().decode()

    assert render.returncode == (1 if is_trigger_gone else 0)
    assert ("\nThe film is ready." in told) is not is_trigger_gone
    assert json.loads((project / "status.json").read_bytes())["state"] == (
        "CANCELLED" if is_trigger_gone else "SUCCEEDED"
    )


@pytest.mark.parametrize(("arguments", "code"), [(("--help",), 0), ((), 2), (("house", "--loud"), 2)])
def test_a_render_that_is_not_begun_leaves_no_process_behind(home: Path, arguments: tuple[str, ...], code: int) -> None:
    assert dropd("render", *arguments)[0] == code

    environments = [path for path in Path("/proc").glob("[0-9]*/environ") if str(home).encode() in bytes_of(path)]
    assert not environments


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_a_render_that_is_refused_leaves_no_trigger_to_whoever_works_there(home: Path, project: Path) -> None:
    with only_one(Root.at(home / "root")):
        code, told = dropd("render", str(project))

    assert code == 2
    assert "Another dropd" in told
    assert {path.name for path in (project / "input").iterdir()} == {"images", "scenes.json"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_render_that_is_stopped_says_so_and_where_the_trigger_lies(
    project: Path, number: signal.Signals, home: Path
) -> None:
    scenes = project / "input" / "scenes.json"
    scenes.write_text(json.dumps({"scenes": [{"images": ["a.jpg"], "duration": 60}]}))
    # Whatever runs the tests may have been begun with `nohup`.
    argv = ("env", "--default-signal=HUP", sys.executable, "-m", "dropd", "render", str(project))
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(home)}
    ) as render:
        assert render.stdout is not None
        while b"RUNNING" not in (line := render.stdout.readline()):
            assert line
        render.send_signal(number)
        told = render.stdout.read().decode()

    assert render.returncode == 1
    assert "dropd was stopped; it goes on when dropd runs again." in told
    assert f"The trigger still lies here: {project / 'input' / 'render.yaml'}\n" in told
    assert json.loads((project / "status.json").read_bytes())["state"] == "WAITING"
    assert not list(home.glob("dropd-render-*"))


def test_a_render_tells_of_its_own_film_and_not_of_one_that_was_given_up(project: Path) -> None:
    options = {"size": "128x128", "preset": "ultrafast", "motion": "none", "sceneFiles": False, "tts": "none"}
    trigger = project / "input" / "render.yaml"
    trigger.write_text(json.dumps({"renderOptions": options}))
    assert dropd("render", str(project))[0] == 0
    (project / "input" / "scenes.json").write_text(json.dumps({"scenes": [{"images": ["a.jpg"], "duration": 40}]}))
    trigger.write_text(json.dumps({"renderOptions": {"size": "1920x1080"}}))
    with subprocess.Popen((sys.executable, "-m", "dropd", "render", str(project)), stdout=subprocess.PIPE) as render:
        assert render.stdout is not None
        while b"RUNNING" not in (line := render.stdout.readline()):
            assert line
        render.send_signal(signal.SIGINT)
    trigger.unlink()

    code, told = dropd("render", str(project))

    assert code == 0
    assert "\nThe film is ready.\n" in told
    assert json.loads((project / "status.json").read_bytes())["state"] == "SUCCEEDED"


@pytest.mark.parametrize("place", ["root/pause", "root/projects/house/Pause.txt", "root/projects/house/input/pause"])
def test_a_render_of_what_is_paused_is_refused(home: Path, project: Path, place: str) -> None:
    (home / place).touch()

    code, told = dropd("render", str(project))

    assert code == 2
    assert f"Paused by the file {home / place}.\nRemove it, and give the command again." in told
    assert not (project / "input" / "render.yaml").exists()


def test_a_render_whose_film_could_not_be_put_into_its_place_is_refused(home: Path, project: Path) -> None:
    (project / "input" / "render.yaml").touch()
    (project / "output").symlink_to(home)

    code, told = dropd("render", str(project))

    assert code == 2
    assert "output in the project house is a link" in told


@needs_root
def test_a_render_ends_where_there_is_no_room_on_the_disk(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "small").mkdir()
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=50m", "none", home / "small"), check=True)
    monkeypatch.setenv("DROPD_CACHE_FOLDER", str(home / "small"))
    monkeypatch.setenv("DROPD_RESERVE_DISK_MB", "100")
    try:
        code, told = dropd("render", str(project))
    finally:
        subprocess.run(("umount", home / "small"), check=True)

    assert code == 1
    assert "MB in reserve. Free some space; dropd goes on by itself." in told


def test_what_its_owner_may_want_to_know_is_told_with_the_film(project: Path) -> None:
    (project / "input" / "images" / "b.jpg").write_bytes((project / "input" / "images" / "a.jpg").read_bytes())

    assert "! No scene uses images/b.jpg.\n" in dropd("render", str(project))[1]


def test_a_folder_in_the_place_of_the_trigger_is_refused(project: Path) -> None:
    (project / "input" / "render.yaml").mkdir()
    code, told = dropd("render", str(project))

    assert code == 2
    assert "render.yaml is a folder." in told


def test_a_project_is_rendered_at_once_and_shown_in_the_table(project: Path) -> None:
    options = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "sceneFiles": False}
    (project / "input" / "render.yaml").write_text(json.dumps({"renderOptions": options}))
    code, told = dropd("render", str(project))

    assert code == 0
    assert str(project / "output" / "video.mp4") in told
    shown = CliRunner().invoke(app, ["status"]).output
    assert "house" in shown
    assert "SUCCEEDED" in shown


def test_a_render_of_two_triggers_tells_of_both_films(project: Path) -> None:
    options = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "sceneFiles": False}
    for name in ("long", "short"):
        (project / "input" / f"{name}.render.yaml").write_text(json.dumps({"renderOptions": options}))
    code, told = dropd("render", str(project))

    assert code == 0
    assert f"{project / 'output' / 'long.mp4'}\n" in told
    assert f"{project / 'output' / 'short.mp4'}\n" in told


def test_a_render_of_triggers_of_unlike_urgency_ends_with_the_last_of_them(project: Path) -> None:
    """The newest job is not the last one to be done where an older one may wait for it."""
    options = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "sceneFiles": False}
    for name, priority in (("a", 0), ("b", 0), ("c", 5)):
        trigger = {"priority": priority, "renderOptions": options}
        (project / "input" / f"{name}.render.yaml").write_text(json.dumps(trigger))
    code, told = dropd("render", str(project))

    assert code == 0
    assert {path.name for path in (project / "output").glob("*.mp4")} == {"a.mp4", "b.mp4", "c.mp4"}
    assert all(f"{project / 'output' / name}\n" in told for name in ("a.mp4", "b.mp4", "c.mp4"))


def test_a_render_of_two_triggers_tells_of_the_one_that_failed(project: Path) -> None:
    options = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "sceneFiles": False}
    (project / "input" / "a.render.yaml").write_text(json.dumps({"renderOptions": {**options, "music": "no.mp3"}}))
    (project / "input" / "b.render.yaml").write_text(json.dumps({"renderOptions": options}))
    code, told = dropd("render", str(project))

    assert code == 1
    assert f"{project / 'output' / 'b.mp4'}\n" in told
    assert "no.mp3 is missing" in told


def test_a_render_that_fails_says_why(project: Path) -> None:
    (project / "input" / "images" / "a.jpg").unlink()
    code, told = dropd("render", str(project))

    assert code == 1
    assert "images/a.jpg is missing" in told
    assert f"No trigger lies in {project / 'input'}, so all defaults are taken.\n" in told
    [trigger] = (project / "failed").glob("*.render.yaml")
    assert f"The trigger lies here now: {trigger}\n" in told
    hint = "A trigger of yours that failed lies here"
    assert hint not in dropd("render", str(project))[1]
    trigger.write_text("crf: 20")
    assert f"{hint}: {trigger}. Correct it, and drag it back for its options." in dropd("render", str(project))[1]


def test_a_check_after_a_failure_is_about_the_trigger_that_failed(project: Path) -> None:
    (project / "failed").mkdir()
    (project / "failed" / "20261129T120000Z-0001.render.yaml").write_text("renderOptions:\nsize: 64x64\n")
    code, told = dropd("check", str(project))

    assert code == 1
    assert "this is about the newest one in failed/, failed/20261129T120000Z-0001.render.yaml." in told
    assert "size: dropd knows no such key. Move it under renderOptions (in YAML, with two spaces before it)." in told


def test_a_check_tells_what_keeps_a_film_from_beginning_and_from_its_place(project: Path) -> None:
    (project / "input" / "pause").touch()
    (project.parents[1] / "Pause.txt").touch()
    (project / "output" / "video.mp4").mkdir(parents=True)
    (project / "output" / "my own.jpg").mkdir()
    code, told = dropd("check", str(project))

    assert code == 1
    assert told.count("✗") == 3
    for pause in (project / "input" / "pause", project.parents[1] / "Pause.txt"):
        assert f"✗ Paused by the file {pause}. Remove it." in told
    assert "✗ output/video.mp4 is a folder where a file belongs. Rename or remove video.mp4." in told


def test_a_service_that_is_down_is_told_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DROPD_SPEECH__XTTS_URL", "http://127.0.0.1:9")
    scenes = {"scenes": [{"images": ["a.jpg"], "VO": "Welcome."}]}
    (project / "input" / "scenes.json").write_text(json.dumps(scenes))
    options = {"ttsApi": "xtts", "speechDown": "wait"}
    (project / "input" / "render.yaml").write_text(json.dumps({"renderOptions": options}))
    code, told = dropd("render", str(project))

    assert code == 1
    assert told.count("Scene 00 has no narration.") == 1


def test_once_on_an_empty_root_ends_well(home: Path) -> None:
    (home / "root").mkdir()
    code, told = dropd("once")

    assert code == 0
    assert [json.loads(line)["event"] for line in told.splitlines()] == ["started", "stopped"]
    assert (home / "root" / "logs" / "dropd.log").exists()


def test_a_root_without_projects_has_no_table(home: Path) -> None:
    (home / "root").mkdir()
    assert "dropd has not worked on any project in" in CliRunner().invoke(app, ["status"]).output


def test_status_tells_whether_a_dropd_is_there_to_go_on(home: Path) -> None:
    (home / "root").mkdir()
    told = (
        f"No dropd is running here on {home / 'root'}: what is dropped waits until one does.\nStart it with: dropd run "
    )
    assert told in CliRunner().invoke(app, ["status"]).output
    assert (
        f"dropd run --root {home / 'root'} ("
        in CliRunner().invoke(app, ["status", "--root", str(home / "root")]).output
    )
    with only_one(Root.at(home / "root")):
        assert "No dropd is running" not in CliRunner().invoke(app, ["status"]).output


def test_who_has_to_write_where_dropd_lies_is_told_to_do_so_again(home: Path) -> None:
    (home / "root").mkdir()
    program = str(Path(sys.executable).with_name("dropd"))
    told = subprocess.run(
        (program, "status"), capture_output=True, text=True, check=True, env={**os.environ, "PATH": str(home)}
    ).stdout

    assert f"Start it with: {program} run (" in told


def test_status_of_a_root_whose_disk_is_not_mounted_says_so(home: Path) -> None:
    (home / "root").mkdir()
    assert dropd("once")[0] == 0
    (home / "root").rename(home / "unmounted")
    (home / "root").mkdir()

    told = CliRunner().invoke(app, ["status"]).output

    assert "most likely its disk or share is not mounted" in told
    assert "No dropd is running" not in told


def test_status_of_a_root_that_does_not_exist_says_so(home: Path) -> None:
    code, told = dropd("status")

    assert code == 2
    assert f"The root {home / 'root'} does not exist." in told


def test_init_makes_an_example_and_settings_and_changes_nothing_the_second_time(home: Path) -> None:
    assert dropd("init")[0] == 0
    settings = home / "XDG_CONFIG_HOME" / "dropd" / "dropd.yaml"
    scenes = home / "root" / "projects" / "example" / "input" / "scenes.json"
    assert settings.exists()
    scenes.write_text("mine")
    settings.write_text("log_level: debug\n")
    assert dropd("init")[0] == 0
    assert scenes.read_text() == "mine"
    assert settings.read_text() == "log_level: debug\n"


def test_the_doctor_looks_at_everything(home: Path) -> None:
    (home / "root" / "projects").mkdir(parents=True)
    code, told = dropd("doctor")

    assert code == 0
    for what in ("ffmpeg", "encoders", "fonts", "root", "cache", "inotify", "speech"):
        assert f"✓ {what}" in told


def test_the_doctor_tells_of_a_root_that_is_not_the_one_that_dropd_knows(home: Path) -> None:
    (home / "root" / "projects").mkdir(parents=True)
    dropd("once")
    (home / "root" / ".dropd" / "root-id").unlink()
    code, told = dropd("doctor")

    assert code == 1
    assert "is not the folder that dropd has worked on before" in told
    assert "roots.json" in told


def test_the_doctor_knows_that_films_are_to_be_silent(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "root" / "projects").mkdir(parents=True)
    monkeypatch.setenv("DROPD_DEFAULTS__TTS", "none")

    assert "the settings say tts: none" in dropd("doctor")[1]


def test_the_doctor_tells_of_a_root_that_is_missing() -> None:
    code, told = dropd("doctor")

    assert code == 1
    assert "Make it with: dropd init" in told


def test_a_health_check_asks_for_a_sign_of_life(home: Path) -> None:
    assert CliRunner().invoke(app, ["doctor", "--heartbeat"]).exit_code == 1
    write_heartbeat(home / "XDG_STATE_HOME" / "dropd", root=home, now=datetime.now(UTC))
    assert CliRunner().invoke(app, ["doctor", "--heartbeat"]).exit_code == 0
