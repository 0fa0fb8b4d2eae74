"""A team's pack on three programs that are built and run: the registry, the label and the authority are the team's."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sample
import trustme
from engine import Engine

pytestmark = pytest.mark.engine
PACKS = Path(__file__).parents[1] / "packs/samples"
PORTS = {"go": 8080, "python": 8000, "node": 8080}


class Team(NamedTuple):
    """A pack whose authority has signed a server's certificate, and that server's network."""

    pack: Path
    network: str


@pytest.fixture
def team(engine: Engine, tmp_path: Path) -> Iterator[Team]:
    authority, folder = trustme.CA(), tmp_path / "upstream"
    pack = tmp_path / "acme"
    shutil.copytree(PACKS / "acme", pack)
    authority.cert_pem.write_to_path(str(pack / "files/acme-ca.crt"))
    folder.mkdir()
    certificate = authority.issue_cert("upstream")
    certificate.cert_chain_pems[0].write_to_path(str(folder / "certificate.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    shutil.copy(PACKS / "serve.py", folder)
    image = engine.build(folder, stdin='FROM python:3.13-slim-trixie\nCOPY . /\nCMD ["python", "/serve.py"]\n')
    network = engine.network()
    with engine.running(image, "--network", network, "--network-alias", "upstream") as container:
        container.wait_for_output("listening")
        yield Team(pack, network)


@pytest.mark.parametrize("language", PORTS)
def test_it_is_built_from_the_teams_registry_labelled_and_trusts_the_team(
    team: Team, engine: Engine, tmp_path: Path, language: str
) -> None:
    project = tmp_path / "teller"
    shutil.copytree(PACKS / "apps" / language, project)
    sample.init(project, "--pack", str(team.pack), "--answer", "team=pay")
    assert "127.0.0.1:5099/library/" in (project / "Dockerfile").read_text("utf-8")
    image = engine.build(project)
    assert engine.config(image)["Labels"]["com.acme.team"] == "pay"
    assert engine.findings(project) == ""
    assert sample.hadolint(project / "Dockerfile") == []
    port = PORTS[language]
    flags = ["--network", team.network, "--publish", f"127.0.0.1::{port}", "--env", "UPSTREAM=https://upstream:8443/"]
    flags += ["--tmpfs", "/tmp"]  # noqa: S108 - in the container
    with engine.running(image, *flags) as container:
        answer = container.get(port, "/")
        assert (answer.status, answer.text) == (200, "trusted\n")
    if language != "go":  # it looks into the whole folder, whatever the variable says
        with engine.running(image, *flags, "--env", "SSL_CERT_FILE=", "--env", "NODE_EXTRA_CA_CERTS=") as container:
            assert container.get(port, "/").status == 502


def test_a_project_of_a_pack_is_built_and_runs(engine: Engine, tmp_path: Path) -> None:
    project = tmp_path / "ship"
    done = sample.dockgen(
        *("new", PACKS / "service", project, "--yes"), *("--answer", "name=ship", "--answer", "metrics=yes")
    )
    assert done.returncode == 0, done.stderr
    image = engine.build(project)
    with engine.running(image, "--publish", "127.0.0.1::8080") as container:
        assert container.get(8080, "/").text == "Hello from ship\n"
        assert container.get(8080, "/metrics").text == "up 1\n"
