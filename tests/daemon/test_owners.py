"""A project that dropd may not write, with a flag in the place of another owner: it binds root too."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from dropd.contracts.job_state import JobState
from dropd.project import Project
from tests.accounts import needs_root

pytestmark = needs_root


@pytest.fixture
def protected(house: Any) -> Iterator[Project]:
    project: Project = house.drop(checkOnly=True)
    done = subprocess.run(["chattr", "+i", str(project.folder)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"this disk knows no such flag: {done.stderr.decode()}")
    yield project
    subprocess.run(["chattr", "-i", str(project.folder)], check=True)


def test_a_project_in_which_no_status_can_be_written_is_told_of_on_the_roots_page(
    house: Any, protected: Project
) -> None:
    house.pass_s(40)
    (line,) = json.loads(house.root.status_json.read_bytes())["projects"]

    assert not protected.status_json.exists()
    assert (line["project"], line["state"]) == ("house", "WAITING")
    assert line["message"].startswith("dropd may not write in the folder projects/house")
    assert line["message"].endswith(f"sudo chattr -R -i {protected.folder}")
    assert house.daemon.job_of("house").attempt == 0
    assert "sudo chattr" in house.root.status_html.read_text()

    subprocess.run(["chattr", "-i", str(protected.folder)], check=True)
    house.touch()
    assert house.until(JobState.SUCCEEDED).attempt == 1
