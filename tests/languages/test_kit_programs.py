"""What compiled languages share: servers, images, databases, and what a build signs in to."""

from pathlib import Path

import pytest
from snapshots import write

from dockgen.languages.kit import compiled, logins, repositories, servers, sqlite_files
from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found
from dockgen.model.recipe import BuildSecret
from dockgen.reading.project import Project

SPEECH = servers.Speech(
    serves=(r"listen\(",),
    ports=(r"listen\(([0-9]+)",),
    port_env=(r"env\((PORT)\)",),
    health_commands=(r"command\((health)\)",),
    health_paths=(r"route\((/?healthz)\)",),
    loopback=r"(127\.0\.0\.1)",
)


def serving(folder: Path, *texts: str) -> tuple[servers.Server, list[str]]:
    project = Project(folder)
    sources = [Source(f"{number}.x", text) for number, text in enumerate(texts)]
    return servers.find(project, sources, SPEECH), project.warnings


def test_a_program_that_does_not_listen_is_no_server(tmp_path):
    server, _ = serving(tmp_path, "route(/healthz)")
    assert (server.serves.value, server.port.value, server.health.value) == (False, None, None)


def test_its_own_file_goes_before_the_others(tmp_path):
    server, warnings = serving(tmp_path, "listen(3000) env(PORT)", "listen(4000)\nroute(healthz)")
    assert (server.port, server.port_env.value) == ((3000, "0.x:1"), True)
    assert server.health == ("/healthz", "1.x:2")
    assert not warnings


def test_a_health_command_goes_before_a_path_and_loopback_is_warned_of(tmp_path):
    server, warnings = serving(tmp_path, "listen(3000) route(/healthz) command(health) 127.0.0.1")
    assert server.health.value == "health"
    assert "0.x:1 listens on 127.0.0.1" in warnings[0]


@pytest.mark.parametrize(
    ("addresses", "files", "private"),
    [
        ([], [".netrc"], False),
        (["https://github.com/a/b"], [], False),
        (["https://github.com/a/b"], [".netrc"], True),
        (["https://user@github.com/a/b"], [], False),
        (["https://github.com.evil.example/a"], [], True),
    ],
)
def test_which_repositories_take_a_password(addresses, files, private, tmp_path):
    write(tmp_path, dict.fromkeys(files, ""))
    assert repositories.private(Project(tmp_path), addresses, "x.toml").value == private


def test_ssh_is_warned_of(tmp_path):
    project = Project(tmp_path)
    repositories.private(project, ["ssh://git@github.com/a/b"], "x.toml")
    assert "over SSH" in project.warnings[0]


def test_a_login_has_mounts_and_tells_how_to_build():
    assert logins.login(()) == logins.Login()
    found = logins.login(("A_TOKEN",), logins.NETRC)
    assert [(one.id, one.target, one.env) for one in found.mounts] == [
        ("netrc", "/root/.netrc", ""),
        ("A_TOKEN", "", "A_TOKEN"),
    ]
    assert found.notes[1].values["flags"] == "--secret id=netrc,src=$HOME/.netrc --secret id=A_TOKEN,env=A_TOKEN"
    assert found.secrets == {
        "netrc": BuildSecret("file", "${HOME}/.netrc"),
        "A_TOKEN": BuildSecret("environment", "A_TOKEN"),
    }


@pytest.mark.parametrize(
    ("needs_c", "packages", "refused"),
    [
        (False, ["libpq5"], set()),
        (True, [], {"scratch", "alpine"}),
        (True, ["libpq5"], {"scratch", "alpine", "distroless"}),
    ],
)
def test_a_c_library_refuses_images(needs_c, packages, refused):
    found = compiled.impossible(Found(needs_c, "a.x:1"), packages, "; hint")
    assert found.keys() == refused
    assert all("(a.x:1); hint" in why or "libpq5" in why for why in found.values())


def test_a_database_that_sources_name_is_kept_if_sqlite_is_used(tmp_path):
    sources = [Source("src/a.x", 'open("sqlite://data/a.db?mode=rwc")')]
    kept = sqlite_files.written_out(Project(tmp_path), ".", sources, uses=True)
    assert (kept.folders, kept.files, kept.source) == (("data",), ("data/a.db",), "src/a.x:1")
    assert sqlite_files.written_out(Project(tmp_path), ".", sources, uses=False).folders == ()
