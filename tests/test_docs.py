"""What README.md, docs/ and the service files say is true of this dropd."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main

from dropd.cli import app
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.contracts.status import Status
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.settings import load_settings
from dropd.settings.dotenv_text import parse_dotenv

CHECKOUT = Path(__file__).parents[1]
UNITS = ("systemd/dropd.service", "systemd/dropd@.service")
PAGES = (
    "README.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/formats.md",
    "docs/narration.md",
    "docs/operating.md",
    "docs/speed.md",
)
IMAGE_LIMIT_BYTES = 300_000
FEWEST_ROWS = 25


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block of a page; `kind` is what stands behind its opening fence."""

    page: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.text.splitlines()[0]}"


def read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def examples(*kinds: str) -> list[Example]:
    fence = re.compile(r"^( *)```(\S.*)\n((?:.*\n)*?)\1```$", re.MULTILINE)
    found = [Example(page, match[2], match[3]) for page in PAGES for match in fence.finditer(read(page))]
    return [example for example in found if example.kind in kinds]


def links() -> list[tuple[str, str]]:
    """Each page with the places within the checkout that it leads to."""
    found = [(page, target) for page in PAGES for target in re.findall(r"\]\(([^)\s]+)\)", read(page))]
    return [(page, target) for page, target in found if not target.startswith("https://")]


def headings_of(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {title.lower().replace(" ", "-") for title in titles}


def commands_shown() -> list[tuple[str, list[str]]]:
    """Each page with the command lines of dropd in its code; prose is left alone."""
    command = re.compile(r"(?:^|[\s/])dropd ([a-z][^\n&|;]*)", re.MULTILINE)
    shell = [(example.page, example.text) for example in examples("sh")]
    inline = [(page, code) for page in PAGES for code in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", read(page))]
    found = [
        (page, line) for page, code in (*shell, *inline) for line in command.findall(code) if "docker " not in code
    ]
    return [(page, shlex.split(line)) for page, line in found]


def options_of(command: str) -> set[str]:
    group = typer.main.get_command(app)
    found = group.get_command(typer.Context(group), command) if isinstance(group, typer.core.TyperGroup) else None
    assert found is not None, f"dropd has no command {command}"
    return {option for parameter in found.params for option in parameter.opts if option.startswith("--")} | {"--help"}


@pytest.mark.parametrize("example", examples("json", "json scenes"), ids=str)
def test_every_scenes_json_shown_is_read_without_a_warning(example: Example) -> None:
    assert parse_scenes(example.text.encode()).warnings == ()


@pytest.mark.parametrize("example", examples("yaml", "yaml trigger", "json trigger"), ids=str)
def test_every_trigger_shown_is_read(example: Example) -> None:
    parse_trigger(example.text.encode(), "render.yaml")


def test_the_trigger_with_all_keys_shows_every_key_with_its_default() -> None:
    (shown,) = (example for example in examples("yaml trigger"))
    trigger = parse_trigger(shown.text.encode(), "render.yaml")
    assert trigger == Trigger()
    keys = {field.alias for field in RenderOptions.model_fields.values()}
    assert keys == set(re.findall(r"^  (\w+):", shown.text, re.MULTILINE))


@pytest.mark.parametrize("example", examples("json status"), ids=str)
def test_every_status_shown_is_one_that_dropd_could_write(example: Example) -> None:
    told = Status.model_validate_json(example.text)
    assert json.loads(example.text).items() <= json.loads(told.model_dump_json()).items()


def test_the_settings_shown_are_the_same_in_yaml_and_in_the_environment(tmp_path: Path) -> None:
    (yaml,) = examples("yaml settings")
    (dotenv,) = examples("dotenv")
    file = tmp_path / "dropd.yaml"
    file.write_text(yaml.text, encoding="utf-8")
    home = {"HOME": str(tmp_path)}
    nowhere = tmp_path / "nowhere"
    from_yaml = load_settings(file, home, tmp_path, system_config=nowhere)
    variables = {**home, **parse_dotenv(dotenv.text, {}).variables}
    assert load_settings(None, variables, tmp_path, system_config=nowhere) == from_yaml


def test_the_settings_of_a_speech_server_are_read(tmp_path: Path) -> None:
    (yaml,) = examples("yaml speech")
    file = tmp_path / "dropd.yaml"
    file.write_text(yaml.text, encoding="utf-8")
    loaded = load_settings(file, {"HOME": str(tmp_path)}, tmp_path, system_config=tmp_path / "nowhere")
    assert loaded.settings.speech.api == "xtts"


@pytest.mark.parametrize(("page", "words"), commands_shown())
def test_every_command_shown_exists_with_its_options(page: str, words: list[str]) -> None:
    command, *rest = words
    typed = {word.partition("=")[0] for word in rest if word.startswith("--")}
    assert typed <= options_of(command), page


def test_every_command_is_told_to_operators() -> None:
    listed = {words[0] for page, words in commands_shown() if page == "docs/operating.md"}
    assert listed == {"run", "once", "render", "check", "status", "voices", "doctor", "init", "demo"}


@pytest.mark.parametrize(("page", "target"), links())
def test_every_link_leads_somewhere(page: str, target: str) -> None:
    name, _, heading = target.partition("#")
    file = (CHECKOUT / page).parent / name if name else CHECKOUT / page
    assert file.exists()
    assert not heading or heading in headings_of(file)


def test_the_map_of_the_code_has_every_row_once() -> None:
    table = read("docs/architecture.md").partition("## Looking for X? Open Y")[2]
    rows = re.findall(r"^\| (?!Looking|---)(.+?) \| \[(.+?)\]\(\.\./(.+?)\) \|$", table, re.MULTILINE)
    assert len(rows) >= FEWEST_ROWS
    assert all(shown.rstrip("/") == target for _, shown, target in rows)
    assert len({what for what, _, _ in rows}) == len(rows)


def test_every_file_named_in_the_walk_of_a_drop_exists() -> None:
    walk = read("docs/architecture.md").partition("## Looking for")[0]
    names = re.findall(r"`([a-z_/]+\.py)`", walk)
    rooms = ("", "intake/", "jobs/", "jobs/stages/", "film/", "report/")
    assert names
    for name in names:
        assert any((CHECKOUT / "dropd" / room / name).is_file() for room in rooms), name


@pytest.mark.parametrize("image", sorted((CHECKOUT / "docs" / "images").iterdir()), ids=lambda path: path.name)
def test_pictures_of_the_pages_are_small_and_used(image: Path) -> None:
    assert image.stat().st_size <= IMAGE_LIMIT_BYTES
    assert any(f"images/{image.name})" in read(page) for page in PAGES)


def test_the_gate_runs_the_test_command_of_the_readme() -> None:
    *_, last = [line for line in read(".ci/run").splitlines() if line]
    (tests,) = (example.text for example in examples("sh") if "pytest" in example.text)
    assert tests.strip().endswith(f"&& {last}")
    assert (CHECKOUT / ".ci/run").stat().st_mode & 0o111


@pytest.mark.parametrize("unit", UNITS)
def test_units_start_a_command_that_exists_and_keep_what_dropd_needs(unit: str) -> None:
    text = read(unit)
    lines = text.splitlines()
    (start,) = (line for line in lines if line.startswith("ExecStart="))
    program, *words = shlex.split(start.partition("=")[2])
    assert program.endswith("/bin/dropd")
    assert options_of(words[0])
    for needed in ("Type=notify", "NotifyAccess=main", "WatchdogSec=60", "KillMode=mixed", "TimeoutStopSec=15"):
        assert needed in lines
    assert re.search(r"^SystemCallFilter=.*landlock_restrict_self", text, re.MULTILINE)
    assert re.search(r"^SystemCallFilter=capset ", text, re.MULTILINE)


def test_the_image_starts_and_checks_commands_that_exist() -> None:
    text = read("Dockerfile")
    entry = json.loads(re.findall(r"^ENTRYPOINT (.+)$", text, re.MULTILINE)[0])
    command = json.loads(re.findall(r"^CMD (.+)$", text, re.MULTILINE)[0])
    check = json.loads(re.findall(r"^HEALTHCHECK .*CMD (.+)$", text, re.MULTILINE)[0])
    assert entry[-1] == check[0] == "dropd"
    assert options_of(command[0])
    assert set(check[2:]) <= options_of(check[1])


def test_the_image_is_given_every_file_that_the_package_is_built_from() -> None:
    kept = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert kept == {"LICENSE", "README.md", "config", "dropd", "pyproject.toml"}
