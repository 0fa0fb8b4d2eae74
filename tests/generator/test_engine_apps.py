"""All apps of a repository are built at once, run, and asked."""

import json

import pytest
import sample
from snapshots import write

pytestmark = pytest.mark.engine

APPS = {"services/api": "go-module", "workers": "go-cmd", "site": "static-pages"}

BESIDE = {
    "inner/greeter/go.mod": "module example.com/greeter\n\ngo 1.27\n\nrequire example.com/common v0.0.0\n\n"
    "replace example.com/common => ../common\n",
    "inner/greeter/cmd/greeter/main.go": """package main

import (
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"example.com/common"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(common.Greeting)) })
	go http.ListenAndServe(":8090", nil)
	<-stop
}
""",
    "inner/common/go.mod": "module example.com/common\n\ngo 1.27\n",
    "inner/common/common.go": 'package common\n\nconst Greeting = "Hello"\n',
}
"""An app that needs a module from the folder beside its own."""


@pytest.fixture
def repository(tmp_path):
    """Apps of several languages, one of them with two programs, one that needs what lies beside its folder."""
    folder = tmp_path / "repository"
    for path, name in APPS.items():
        sample.load(name).copy_to(tmp_path / name).rename(_parent(folder / path))
    write(folder, BESIDE)
    return folder


def _parent(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_one_command_builds_every_app_and_each_runs(repository, engine):
    sample.init(repository, "--all")
    plans = json.loads(sample.dockgen("init", repository, "--all", "--json", "--dry-run").stdout)["plans"]
    images = engine.bake(repository, [plan["name"] for plan in plans])
    assert len(images) == len(plans) == 5
    for plan in plans:
        assert engine.findings(repository / plan["context"], file=plan["dockerfile"]) == ""
        flags = ("--tmpfs", "/tmp", "--publish", f"127.0.0.1::{plan['port']}") if plan["port"] else ()  # noqa: S108
        with engine.running(images[plan["name"]], *flags) as container:
            if plan["port"]:
                assert container.get(plan["port"], "/").status == 200
            assert container.ids() == "65532:65532"
            assert container.stop()[0] == 0
    engine.remove(*images.values())


@pytest.mark.usefixtures("engine")
def test_all_apps_are_verified_at_once_or_one_of_them(repository):
    sample.init(repository, "--all")
    code, images = verified(repository, "--all")
    assert (code, sorted(one["name"] for one in images)) == (0, ["api", "greeter", "shop", "site", "worker"])
    for one in images:
        kept = {check["id"] for check in one["checks"] if check["outcome"] == "passed"}
        assert {"answers", "stops", "any-user", "read-only", "capabilities", "secrets"} - kept == set()
    code, images = verified(repository, "--app", "services/api", "--only", "answers")
    assert (code, [one["name"] for one in images]) == (0, ["shop"])


def verified(folder, *flags):
    """Verify, and return the exit code and what is said of each image."""
    done = sample.dockgen("verify", folder, "--json", "--quiet", *flags, seconds=300)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["images"]
