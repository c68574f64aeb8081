"""Settings from all their sources, and what a user is told when one is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.errors import SetupFault
from dropd.settings import LoadedSettings, Settings, load_settings
from dropd.settings.dotenv_text import parse_dotenv
from dropd.settings.names import names_by_variable, setting_names

EXAMPLE = Path(__file__).parents[1] / "config" / "dropd.example.yaml"

ANCESTOR_DOTENV = """
AUTH_TOKEN=change-me
XTTS_API_URL=http://xtts:5002
XTTS_LANGUAGE=en
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """A home, a working folder and a place for the settings of the whole machine."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def working_folder(self) -> Path:
        return self.folder / "here"

    @property
    def system_config(self) -> Path:
        return self.folder / "etc" / "dropd.yaml"

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def load(
        self,
        config: Path | None = None,
        overrides: Mapping[str, object] | None = None,
        /,
        **environment: str,
    ) -> LoadedSettings:
        return load_settings(
            config,
            {"HOME": str(self.home), **environment},
            self.working_folder,
            overrides=overrides or {},
            system_config=self.system_config,
        )

    def settings(self, config: Path | None = None, /, **environment: str) -> Settings:
        return self.load(config, **environment).settings

    def fault(self, config: Path | None = None, /, **environment: str) -> str:
        with pytest.raises(SetupFault) as caught:
            self.load(config, **environment)
        return caught.value.message


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.home.mkdir()
    machine.working_folder.mkdir()
    return machine


# --- where values come from -------------------------------------------------------------------------------


def test_nothing_needs_to_be_set(machine: Machine) -> None:
    settings = machine.settings()

    assert settings.root == machine.home / "Videos"
    assert settings.cache_folder == machine.home / ".cache" / "dropd"
    assert settings.state_folder == machine.home / ".local" / "state" / "dropd"
    assert settings.quiet_period_s == 2


def test_each_source_counts_more_than_the_one_before(machine: Machine) -> None:
    config = machine.write(
        "etc/my.yaml", "attempts: 11\njobs_at_once: 12\nworkers: 13\nmax_scenes: 14\nmax_file_mb: 15\n"
    )
    machine.write("etc/.env", "DROPD_JOBS_AT_ONCE=22\nDROPD_WORKERS=23\nDROPD_MAX_SCENES=24\nDROPD_MAX_FILE_MB=25\n")
    machine.write("here/.env", "DROPD_WORKERS=33\nDROPD_MAX_SCENES=34\nDROPD_MAX_FILE_MB=35\n")

    settings = machine.load(config, {"max_file_mb": 55}, DROPD_MAX_SCENES="44", DROPD_MAX_FILE_MB="45").settings

    assert settings.attempts == 11
    assert settings.jobs_at_once == 22
    assert settings.workers == 33
    assert settings.max_scenes == 44
    assert settings.max_file_mb == 55


def test_the_users_own_file_counts_before_that_of_the_machine(machine: Machine) -> None:
    machine.write("etc/dropd.yaml", "attempts: 5")
    assert machine.settings().attempts == 5

    machine.write("home/.config/dropd/dropd.yaml", "attempts: 6")
    assert machine.settings().attempts == 6

    machine.write("other/dropd/dropd.yaml", "attempts: 7")
    assert machine.settings(XDG_CONFIG_HOME=str(machine.folder / "other")).attempts == 7


def test_a_settings_file_that_is_named_must_be_there(machine: Machine) -> None:
    assert "There is no settings file" in machine.fault(Path("my.yaml"))


def test_a_settings_file_may_be_named_relative_to_the_working_folder(machine: Machine) -> None:
    machine.write("here/my.yaml", "attempts: 5")

    assert machine.settings(Path("my.yaml")).attempts == 5


def test_systemd_names_the_folders_of_its_unit(machine: Machine) -> None:
    settings = machine.settings(
        CACHE_DIRECTORY="/var/cache/dropd:/var/cache/more",
        STATE_DIRECTORY="/var/lib/dropd",
        XDG_CACHE_HOME="/c",
    )

    assert settings.cache_folder == Path("/var/cache/dropd")
    assert settings.state_folder == Path("/var/lib/dropd")


@pytest.mark.parametrize(("home", "expected"), [("/c", "/c/dropd"), ("c", "~/.cache/dropd"), ("", "~/.cache/dropd")])
def test_an_xdg_folder_counts_when_it_is_a_full_path(machine: Machine, home: str, expected: str) -> None:
    folder = Path(expected.replace("~", str(machine.home)))

    assert machine.settings(XDG_CACHE_HOME=home).cache_folder == folder


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("~", "home"),
        ("~/films", "home/films"),
        ("films", "here/films"),
        ("./films", "here/films"),
        ("/films", "/films"),
    ],
)
def test_paths_begin_at_home_or_in_the_working_folder(machine: Machine, typed: str, expected: str) -> None:
    assert machine.settings(RENDER_STORAGE=typed).root == machine.folder / expected


def test_the_home_folder_of_somebody_else_is_refused(machine: Machine) -> None:
    assert "somebody else" in machine.fault(DROPD_ROOT="~bob/Videos")


@pytest.mark.parametrize("nothing", ["", "  "])
def test_an_empty_variable_is_not_set(machine: Machine, nothing: str) -> None:
    machine.write("here/.env", "DROPD_ATTEMPTS=5")

    assert machine.settings(DROPD_ATTEMPTS=nothing).attempts == 5


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "attempts:\n", "speech:\n", "attempts: null\n", "speech: {}\n"]
)
def test_what_is_left_empty_in_yaml_is_the_default(machine: Machine, text: str) -> None:
    assert machine.settings(machine.write("my.yaml", text)) == machine.settings()


def test_settings_may_be_json(machine: Machine) -> None:
    config = machine.write("my.json", '{"attempts": 5, "speech": {"voice": 7}, "defaults": {"ducking": true}}')
    settings = machine.settings(config)

    assert settings.attempts == 5
    assert settings.speech.voice == "7"
    assert settings.defaults.ducking is True


def test_off_switches_off_what_another_source_set(machine: Machine) -> None:
    config = machine.write("my.yaml", "arrival_timeout_s: 60\nspeech: {api: piper}\n")

    assert machine.settings(config).arrival_timeout_s == 60
    settings = machine.settings(config, DROPD_ARRIVAL_TIMEOUT_S="off", DROPD_SPEECH__API="none")
    assert settings.arrival_timeout_s is None
    assert settings.speech.api is None


def test_render_defaults_remember_which_were_set(machine: Machine) -> None:
    config = machine.write("my.yaml", "defaults: {minShot: 3, crf: null, titleStyle: {fontSize: 50}}")
    defaults = machine.settings(config, DROPD_DEFAULTS__TITLE_STYLE__FILL="red", DEFAULT_FPS="25").defaults

    assert defaults.model_fields_set == {"min_shot", "title_style", "fps"}
    assert defaults.min_shot == 3
    assert defaults.fps == Fraction(25)
    assert defaults.title_style.model_fields_set == {"font_size", "fill"}


# --- the ancestor -----------------------------------------------------------------------------------------


def test_the_ancestors_dotenv_works_as_it_is(machine: Machine) -> None:
    machine.write("here/.env", ANCESTOR_DOTENV)
    loaded = machine.load()

    assert loaded.settings.speech.xtts_url == "http://xtts:5002"
    assert loaded.settings.speech.xtts_language == "en"
    assert loaded.notes == ("dropd has no web server and does not use AUTH_TOKEN.",)


def test_server_names_of_the_ancestor_give_one_note(machine: Machine) -> None:
    machine.write("here/.env", "AUTH_TOKEN=x\nDB_URL=sqlite://")

    assert machine.load(DB_URL="sqlite://", INLINE_WORKER="1").notes == (
        "dropd has no web server and does not use AUTH_TOKEN, DB_URL, INLINE_WORKER.",
    )


@pytest.mark.parametrize(
    ("variable", "text", "path", "expected"),
    [
        ("DEFAULT_FPS", "29.97", "defaults.fps", Fraction(30000, 1001)),
        ("DEFAULT_MIN_SHOT", "3", "defaults.min_shot", 3),
        ("DEFAULT_MAX_SHOT", "9.5", "defaults.max_shot", Fraction(19, 2)),
        ("DEFAULT_XFADE", "0", "defaults.xfade", 0),
        ("DEFAULT_CRF", "20", "defaults.crf", 20),
        ("DEFAULT_PRESET", "slow", "defaults.preset", "slow"),
        ("DEFAULT_TTS_VOICE", "p263", "speech.voice", "p263"),
        ("DEFAULT_TTS_LANGUAGE", "en", "speech.language", "en"),
        ("DEFAULT_TTS_API", "XTTS", "speech.api", "xtts"),
        ("XTTS_VOICE", "p225", "speech.xtts_voice", "p225"),
        ("AZURE_REGION", "eastus", "speech.azure_region", "eastus"),
        ("AZURE_SPEECH_REGION", "westus", "speech.azure_region", "westus"),
        ("AZURE_TTS_VOICE", "en-US-AriaNeural", "speech.azure_voice", "en-US-AriaNeural"),
        ("TITLE_FONT_FILE", "/fonts/title.ttf", "title_font_file", Path("/fonts/title.ttf")),
    ],
)
def test_names_of_the_ancestor_keep_working(
    machine: Machine, variable: str, text: str, path: str, expected: object
) -> None:
    found: object = machine.settings(**{variable: text})
    for name in path.split("."):
        found = getattr(found, name)

    assert found == expected


def test_of_two_names_for_one_setting_dropds_own_counts(machine: Machine) -> None:
    settings = machine.settings(RENDER_STORAGE="/old", DROPD_ROOT="/new", AZURE_SPEECH_REGION="b", AZURE_REGION="a")

    assert settings.root == Path("/new")
    assert settings.speech.azure_region == "a"


def test_keys_of_services_are_not_shown(machine: Machine) -> None:
    settings = machine.settings(XTTS_API_KEY="hush-1", AZURE_KEY="hush-2")

    assert settings.speech.xtts_key is not None
    assert settings.speech.xtts_key.get_secret_value() == "hush-1"
    assert "hush" not in f"{settings!r}{settings.model_dump_json()}"


# --- what is wrong is told --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "quiet_perod_s: 3",
            "quiet_perod_s in {file}: There is no such setting. Did you mean quiet_period_s?",
        ),
        ("quietPeriodS: 3", "quietPeriodS in {file}: There is no such setting. Did you mean quiet_period_s?"),
        ("crf: 20", "crf in {file}: There is no such setting. Did you mean defaults.crf?"),
        (
            "defaults: {crff: 20}",
            "defaults.crff in {file}: There is no such setting. Did you mean defaults.crf?",
        ),
        ("WORKERS: 2", "WORKERS in {file}: There is no such setting. Did you mean workers?"),
        (
            "defaults: {MINSHOT: 2}",
            "defaults.MINSHOT in {file}: There is no such setting. Did you mean defaults.minShot?",
        ),
        ("wibble: 1", "wibble in {file}: There is no such setting."),
        ("wibble:", "wibble in {file}: There is no such setting."),
        ("speech: piper", "speech in {file}: This is a group of settings. Write each below it, indented."),
        ("- root", "{file}: This is not a list of settings. Write `root: ~/Videos`."),
        ("attempts: many", 'attempts in {file}: "many" is not a whole number. Write a number alone.'),
        ("attempts: 0", "attempts in {file}: 0 is too small. Write a number from 1 to 100."),
        ("attempts: 1.5", 'attempts in {file}: "1.5" is not a whole number. Write it without a fraction.'),
        ("quiet_period_s: nan", 'quiet_period_s in {file}: "nan" is not a number. Write a number alone.'),
        (
            "quiet_period_s: 0",
            "quiet_period_s in {file}: 0 is too small. Write a number above 0 and up to 604800.",
        ),
        (
            "log_level: loud",
            'log_level in {file}: "loud" does not work here. Write debug, info, warning or error.',
        ),
        ("root: [a]", "root in {file}: a list does not work here."),
        ("defaults: {fps: fast}", 'defaults.fps in {file}: "fast" is not a number of frames a second.'),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(machine: Machine, text: str, expected: str) -> None:
    file = machine.write("my.yaml", text)

    assert f"One thing is wrong in the settings:\n  - {expected.format(file=file)}" in machine.fault(file)


def test_a_mistake_in_a_variable_is_told_with_its_place(machine: Machine) -> None:
    file = machine.write("here/.env", "DROPD_WORKER=3\nthis is no variable\n")
    fault = machine.fault(XTTS_API_URL="xtts:5002")

    assert fault.startswith("3 things are wrong in the settings:")
    assert f"DROPD_WORKER in {file}: There is no such setting. Did you mean DROPD_WORKERS?" in fault
    assert f"line 2 of {file}: This cannot be read." in fault
    assert 'XTTS_API_URL in the environment: "xtts:5002" is not a web address.' in fault


def test_two_values_that_do_not_fit_are_told_with_both_places(machine: Machine) -> None:
    file = machine.write("my.yaml", "defaults: {minShot: 9}")
    fault = machine.fault(file, DEFAULT_MAX_SHOT="5")

    assert f"defaults.minShot in {file} and DEFAULT_MAX_SHOT in the environment: maxShot (5) is less" in fault


@pytest.mark.parametrize("data", [b"root: [", b"\xff\xff", b"a: 1\na: 2", b"a" * 70_000])
def test_a_file_that_cannot_be_read_is_named_beside_other_mistakes(machine: Machine, data: bytes) -> None:
    file = machine.write("my.yaml", "")
    file.write_bytes(data)
    fault = machine.fault(file, DROPD_ATTEMPTS="none")

    assert fault.startswith("2 things are wrong")
    assert str(file) in fault


def test_a_dotenv_that_is_no_text_is_named(machine: Machine) -> None:
    file = machine.write("here/.env", "")
    file.write_bytes(b"DROPD_ROOT=\xe9")

    assert f"{file} cannot be read at line 1, column 12" in machine.fault()


def test_a_virtual_environment_named_dotenv_is_passed_over(machine: Machine) -> None:
    (machine.working_folder / ".env").mkdir()

    assert machine.settings().attempts == 3


# --- .env -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A=1", "1"),
        ("export A=1", "1"),
        ("A = 'one two' # three", "one two"),
        ("A=${HOME}/films", "/home/ann/films"),
        ("A=${NOWHERE:-here}", "here"),
        ("B=1\nA=${B}2", "12"),
        ("A=pa$$word", "pa$$word"),
    ],
)
def test_a_dotenv_line_reads_as_people_expect(line: str, expected: str) -> None:
    assert parse_dotenv(line, {"HOME": "/home/ann"}).variables["A"] == expected


@given(st.text())
def test_any_dotenv_text_can_be_read(text: str) -> None:
    parse_dotenv(text, {})


# --- the example ------------------------------------------------------------------------------------------


def _example_with_every_line() -> str:
    return re.sub(r"(?m)^(\s*)#(?=\S)", r"\1", EXAMPLE.read_text(encoding="utf-8"))


def test_the_example_changes_nothing(machine: Machine) -> None:
    assert machine.settings(EXAMPLE) == machine.settings()


def test_every_value_of_the_example_is_the_default(machine: Machine) -> None:
    config = machine.write("my.yaml", _example_with_every_line())

    assert machine.settings(config) == machine.settings()


@pytest.mark.parametrize("name", setting_names())
def test_every_setting_is_in_the_example(name: str) -> None:
    *_, key = name.split(".")

    assert re.search(rf"(?m)^\s*{key}: \S", _example_with_every_line())


def test_every_setting_has_a_variable() -> None:
    own = {name for variable, name in names_by_variable().items() if variable.startswith("DROPD_")}

    assert own == set(setting_names())


def test_every_name_of_the_ancestor_sets_something_that_exists() -> None:
    assert set(names_by_variable().values()) == set(setting_names())
