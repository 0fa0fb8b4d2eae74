"""What `dockgen new` makes of a template builds and runs."""

import pytest
import sample
from engine import LOCKED_DOWN
from new.test_new import COOKIES

pytestmark = pytest.mark.engine


@pytest.fixture
def image(engine, tmp_path, monkeypatch):
    """Make a project from a template and build it; nothing of the person's own settings is read."""

    def build(template, *answers):
        monkeypatch.setenv("HOME", str(tmp_path))
        place = tmp_path / "made"
        done = sample.dockgen("new", COOKIES / template, place, "--trust", "--yes", *answers)
        assert done.returncode == 0, done.stderr
        return engine.build(place)

    return build


def test_a_server_in_go_answers(engine, image):
    made = image("golang", "--answer", "full_name=Grace")
    with engine.running(made, "--publish-all", *LOCKED_DOWN) as container:
        assert container.get(8080, "/").text == "mygolangproject of Grace"


def test_a_web_project_answers(engine, image):
    made = image("django", "--answer", "project_name=Corner Shop")
    flags = ("--tmpfs=/tmp", "--env=DJANGO_SECRET_KEY=only for this test", "--publish-all")
    with engine.running(made, *flags, *LOCKED_DOWN) as container:
        assert container.get(8000, "/").text == "Corner Shop"


def test_a_package_runs_its_command(engine, image):
    with engine.running(image("pypackage"), *LOCKED_DOWN) as container:
        assert container.wait() == 0
        assert container.logs() == "Python Boilerplate says hello\n"
