"""What `dockgen pin` writes, and what it leaves."""

import socket
import tempfile
from pathlib import Path

import pytest
from fake_registry import DIGEST, Handler, good, serving
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.commands.pin import Options, pin
from dockgen.dockerfiles.dockerfile import DockerfileError
from dockgen.errors import ExitCode
from dockgen.registry import transport
from dockgen.registry.errors import RegistryError


@pytest.fixture(autouse=True)
def no_login(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path_factory.mktemp("docker")))


def pinned(folder: Path, text: str, **options: bool) -> str:
    path = folder / "Dockerfile"
    path.write_bytes(text.encode())
    with serving(good) as registry:
        asking = transport.Options(mirror=registry.host, plain_http=True, timeout=2)
        pin([str(path)], Options(registry=asking, **options))  # type: ignore[arg-type]  # only the yes-or-no ones
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM golang:1", "FROM golang:1@{d}"),
        ("# syntax=docker/dockerfile:1\r\nFROM a:1\r\n", "# syntax=docker/dockerfile:1@{d}\r\nFROM a:1@{d}\r\n"),
        ("\ufeffFROM a:1 AS b\n", "\ufeffFROM a:1@{d} AS b\n"),
        ("ARG B=golang:1\nFROM ${{B}} AS b\n", "ARG B=golang:1@{d}\nFROM ${{B}} AS b\n"),
        ("FROM a:1 AS x\nCOPY --from=b:2 / /\nFROM x\n", "FROM a:1@{d} AS x\nCOPY --from=b:2@{d} / /\nFROM x\n"),
        ("FROM a:1\nRUN --mount=from=b:2,target=/b \\\n  # b:2\n  ls b:2\n",
         "FROM a:1@{d}\nRUN --mount=from=b:2@{d},target=/b \\\n  # b:2\n  ls b:2\n"),
        ("FROM a:1\nRUN <<E\nFROM b:2\nE\n", "FROM a:1@{d}\nRUN <<E\nFROM b:2\nE\n"),
        ("FROM a:1\nCOPY --chown=nginx --from=nginx / /\n",
         "FROM a:1@{d}\nCOPY --chown=nginx --from=nginx:latest@{d} / /\n"),
        ("ARG MY_B=a:1 B=a:1\nFROM $B\n", "ARG MY_B=a:1 B=a:1@{d}\nFROM $B\n"),
        ("ARG B=scratch\nFROM ${{B}}\n", "ARG B=scratch\nFROM ${{B}}\n"),
        ("ARG B=a:1\nARG B=a:2\nFROM $B\n", "ARG B=a:1\nARG B=a:2@{d}\nFROM $B\n"),
        ("ARG V=1\nFROM a:$V\n", "ARG V=1\nFROM a:$V\n"),
    ],
)  # fmt: skip
def test_only_the_names_of_images_change(tmp_path: Path, before: str, after: str) -> None:
    text = before.replace("{{", "{").replace("}}", "}")
    assert pinned(tmp_path, text) == after.format(d=DIGEST)


IMAGES = st.sampled_from(
    ["a", "golang:1.27-alpine3.23", "ghcr.io/o/n:1", "localhost:5000/x", "a:1", "$V", "scratch", "b"]
)
LINES = st.one_of(
    st.builds(
        "FROM {}{}{}".format, st.sampled_from(["", "--platform=$P "]), IMAGES, st.sampled_from(["", " AS b", " as a"])
    ),
    st.builds("ARG V={}".format, IMAGES),
    st.builds("COPY --from={} /a /b".format, IMAGES),
    st.builds("RUN --mount=type=bind,from={},target=/a \\\n  # {}\n  ls {}".format, IMAGES, IMAGES, IMAGES),
    st.builds("# {}".format, IMAGES),
    st.builds("RUN <<E\nFROM {}\nE".format, IMAGES),
    st.builds("ENV A={}".format, IMAGES),
    st.just("# syntax=docker/dockerfile:1"),
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs", "Cc"]), max_size=20).map("# {}".format),
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]))
@settings(max_examples=150, deadline=None)
def test_whatever_the_file_only_digests_come_in(lines: list[str], end: str, last: str) -> None:
    """Take the digests out again, and what is left is the file as it was, but for `:latest` where no tag was."""
    text = ("\n".join(["FROM a:1", *lines]) + last).replace("\n", end)
    with tempfile.TemporaryDirectory() as folder:
        try:
            once = pinned(Path(folder), text)
        except DockerfileError:
            assert Path(folder, "Dockerfile").read_bytes().decode() == text
            return
        assert pinned(Path(folder), once) == once
    assert f"FROM a:1@{DIGEST}" in once
    assert once.replace(f"@{DIGEST}", "").replace(":latest", "") == text


def test_a_digest_is_updated_and_with_only_new_it_stays(tmp_path: Path) -> None:
    old = f"FROM a:1@sha256:{'0' * 64}\n"
    assert pinned(tmp_path, old, only_new=True) == old
    assert pinned(tmp_path, old) == f"FROM a:1@{DIGEST}\n"


@pytest.mark.parametrize("option", ["check", "dry_run", "diff"])
def test_looking_writes_nothing(tmp_path: Path, option: str) -> None:
    assert pinned(tmp_path, "FROM a:1\n", **{option: True}) == "FROM a:1\n"


def test_one_image_that_is_not_there_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    def answer(handler: Handler) -> None:
        handler.send(404) if "missing" in handler.path else good(handler)

    for name, text in (("Dockerfile", "FROM a:1\n"), ("Dockerfile.b", "FROM missing:1\n")):
        (tmp_path / name).write_text(text, "utf-8")
    with serving(answer) as registry, pytest.raises(RegistryError):
        pin([str(tmp_path)], Options(registry=transport.Options(registry.host, plain_http=True)))
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        "Dockerfile": "FROM a:1\n",
        "Dockerfile.b": "FROM missing:1\n",
    }


def test_a_registry_without_tls_on_this_machine_is_asked_for_several_images_at_once(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("".join(f"FROM a{number}:1\n" for number in range(12)), "utf-8")
    with serving(good) as registry:
        pin([str(path)], Options(registry=transport.Options(registry.host, timeout=2)))
    assert path.read_text("utf-8").count(DIGEST) == 12


def test_a_file_that_is_named_twice_is_pinned_once(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM a:1\n", "utf-8")
    with serving(good) as registry:
        asking = transport.Options(registry.host, plain_http=True)
        assert pin([str(path), str(tmp_path)], Options(registry=asking)) is ExitCode.OK
    assert path.read_text("utf-8") == f"FROM a:1@{DIGEST}\n"


def test_nobody_listens_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a:1\n", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(RegistryError, match="reached"):
        pin([str(tmp_path)], Options(registry=transport.Options(f"127.0.0.1:{port}", plain_http=True)))
    assert (tmp_path / "Dockerfile").read_text("utf-8") == "FROM a:1\n"
