"""Every sample keeps what it promises, as `dockgen verify` sees it."""

import json

import pytest
import sample
from snapshots import write
from test_engine_rogues import ROGUES, assert_caught, verify
from test_engine_samples import part

pytestmark = pytest.mark.engine

OF_EACH = {"builds", "starts", "answers", "secrets", "size"}
"""What is found out of every image."""
OF_SERVERS = {
    *("stops", "zombies", "read-only", "capabilities", "user", "any-user"),
    *("ignored", "build-tools", "caches", "labels"),
}
"""What is found out of everything that is generated as usual and goes on."""

KILLED = 137
"""The exit code of what got SIGKILL."""


@pytest.mark.parametrize("one", part([one for one in sample.load_all() if one.run]), ids=lambda one: one.name)
def test_a_sample_keeps_what_it_promises(one, engine, tmp_path):
    folder = one.copy_to(tmp_path)
    if one.lock:
        engine.lock(folder, one.lock)
    sample.init(folder, *one.flags)
    code, report = verify(folder, *flags(one))
    # A program that does not handle SIGTERM is killed when it is asked to stop, which the check has to notice.
    ignores_sigterm = {"stops"} if one.run.stop == KILLED else set()
    failed = {check["id"] for check in report["checks"] if check["outcome"] == "failed"}
    assert (code, failed) == (int(bool(failed)), ignores_sigterm), json.dumps(report, indent=1, ensure_ascii=False)
    passed = {check["id"] for check in report["checks"] if check["outcome"] == "passed"}
    assert OF_EACH - passed == set()
    if not one.flags and one.run.exit is None:
        assert OF_SERVERS - passed == ignores_sigterm
    if one.run.health and not one.flags:
        assert "health" in passed


DJANGO = {
    "requirements.txt": "django==5.2.*\npsycopg[binary]==3.3.*\ngunicorn==25.*\n",
    "manage.py": "import os, sys\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n\n"
    "if __name__ == '__main__':\n    from django.core.management import execute_from_command_line\n\n"
    "    execute_from_command_line(sys.argv)\n",
    "shop/__init__.py": "",
    "shop/settings.py": """import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["POSTGRES_HOST"],
        "NAME": os.environ["POSTGRES_DB"],
        "USER": os.environ["POSTGRES_USER"],
        "PASSWORD": os.environ["POSTGRES_PASSWORD"],
    }
}
""",
    "shop/urls.py": """from django.db import connection
from django.http import HttpResponse
from django.urls import path


def answer(request):
    with connection.cursor() as cursor:
        cursor.execute("select 'the answer is ' || 6 * 7")
        return HttpResponse(cursor.fetchone()[0])


urlpatterns = [path("", answer)]
""",
    "shop/wsgi.py": "import os\n\nfrom django.core.wsgi import get_wsgi_application\n\n"
    "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = get_wsgi_application()\n",
}

BESIDE = {
    "go-postgres": ("/orders", '"now"', "postgres"),
    "python-psycopg2": ("/answer", "42", "postgres"),
    "python-celery-web": ("/add/1/2", '"task"', "redis"),
}
"""Samples, what they answer where their service does, and which one that is."""


@pytest.mark.parametrize("name", BESIDE)
def test_a_program_uses_the_service_that_runs_beside_it(name, engine, tmp_path):
    path, text, service = BESIDE[name]
    one = sample.load(name)
    folder = one.copy_to(tmp_path)
    if one.lock:
        engine.lock(folder, one.lock)
    if name == "python-celery-web":
        web = folder / "web.py"
        web.write_text(web.read_text().replace('methods=["POST"]', 'methods=["GET"]'))
    sample.init(folder)
    assert_uses(folder, service, "--path", path, "--text", text)


@pytest.mark.usefixtures("engine")
def test_django_gets_its_key_and_its_database(tmp_path):
    write(tmp_path, DJANGO)
    sample.init(tmp_path)
    report = assert_uses(tmp_path, "postgres", "--text", "the answer is 42")
    assert any("Placeholder" in note and "SECRET_KEY" in note for note in report["notes"]), report["notes"]


def assert_uses(folder, service, *flags):
    """Verify a program whose answer comes out of a service, and return the report."""
    code, report = verify(folder, *flags)
    assert code == 0, json.dumps(report, indent=1, ensure_ascii=False)
    assert any(note.startswith(f"Services that ran with it: {service}:") for note in report["notes"]), report["notes"]
    return report


WANTS_A_SHELL = {
    "go.mod": "module example.com/clock\n\ngo 1.27\n",
    "main.go": """package main

import (
	"log"
	"net/http"
	"os/exec"
	"strings"
)

func main() {
	said, err := exec.Command(strings.Join([]string{"", "bin", "sh"}, "/"), "-c", "echo noon").Output()
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(said) })
	log.Fatal(http.ListenAndServe(":8080", nil))
}
""",
}


@pytest.mark.usefixtures("engine")
def test_a_base_on_which_a_program_works_is_found_and_it_does_work_there(tmp_path):
    folder = tmp_path / "clock"
    write(folder, WANTS_A_SHELL)
    sample.init(folder)
    code, report = verify(folder)
    assert (code, [one["id"] for one in report["checks"] if one["outcome"] == "failed"]) == (1, ["starts"])
    assert report["notes"] == ["It works on another base image: `dockgen init --base alpine`."]
    sample.init(folder, "--base", "alpine", "--force")
    code, report = verify(folder, "--text", "noon")
    assert (code, report["notes"]) == (0, [])


@pytest.mark.parametrize("name", ["podman", "buildah"])
@pytest.mark.parametrize("one", ["go-config-file", "go-gin", "python-script"])
def test_a_sample_keeps_its_promises_on_other_engines(name, one, other_engines, tmp_path):
    if reason := other_engines(name):
        pytest.skip(reason)
    folder = sample.load(one).copy_to(tmp_path)
    sample.init(folder)
    with sample.one_store():
        code, report = verify(folder, "--engine", name)
    assert (code, report["error"]) == (0, None), json.dumps(report, indent=1, ensure_ascii=False)
    kept = {check["id"] for check in report["checks"] if check["outcome"] == "passed"}
    assert kept >= OF_EACH | ({"any-user"} if name == "buildah" else OF_SERVERS)


@pytest.mark.parametrize("rogue", ["health-always-well", "writes-into-var", "forgets-its-children", "ignores-sigterm"])
def test_podman_catches_what_docker_does(rogue, other_engines):
    if reason := other_engines("podman"):
        pytest.skip(reason)
    with sample.one_store():
        assert_caught(ROGUES / rogue, "--engine", "podman")


def flags(one):
    """Return what nobody but the sample knows."""
    run = one.run
    answer = next(((path, text) for path, text in {**run.contains, **run.http}.items()), None)
    return (
        *("--start-within", "90"),  # where other tests run at the same time
        *one.build,
        *(word for name, other in run.images.items() for word in ("--build-context", f"{name}=docker-image://{other}")),
        *(word for name, value in run.env.items() for word in ("--env", f"{name}={value}")),
        *(("--path", answer[0], "--status", "200", "--text", answer[1].strip()) if answer else ()),
        *(("--exit-code", str(run.exit)) if run.exit is not None else ()),
        *(("--prints", run.output) if run.output is not None else ()),
    )
