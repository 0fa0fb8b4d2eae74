"""Images that are built for real: what they hold is found, in its layer, on its line."""

import subprocess
import tempfile
from contextlib import contextmanager

import pytest
import sample

from dockgen.dockerfiles.dockerfile import parse
from dockgen.verify.evidence import Kind, Wanted
from dockgen.verify.ignored import wanted
from dockgen.verify.origin import placed
from dockgen.verify.scan import scan

pytestmark = pytest.mark.engine

TOKEN = "gh" + "p_" + "A1b2C3d4E5f6" * 3


@contextmanager
def saved(image):
    """Give the archive of an image."""
    with tempfile.TemporaryFile() as file:
        subprocess.run(["docker", "image", "save", image], stdout=file, timeout=600, check=True)
        file.seek(0)
        yield file


def layers_of(image):
    """Return how many layers an image has."""
    with saved(image) as file:
        return len(scan(file, Wanted()).layers)


def looked(engine, folder, text, wants=None, base="alpine:3.23"):
    """Build a Dockerfile, and return what is in its image."""
    image = engine.build(folder, "--no-cache", stdin=text)
    with saved(image) as file:
        contents = scan(file, wants or Wanted())
    engine.remove(image)
    return placed(contents, parse(text, "Dockerfile"), layers_of(base) if base != "scratch" else 0)


def told(contents):
    """Return what was found in the Dockerfile's own layers: what, where, on which line, and whether it is removed."""
    return [
        (one.what, one.path, contents.layers[one.layer].line, one.is_removed)
        for one in contents.hits
        if one.layer >= 0 and not contents.layers[one.layer].is_base
    ]


def test_a_secret_that_a_later_step_removes_is_found_on_the_line_that_brought_it(engine, tmp_path):
    (tmp_path / ".env").write_text("API_TOKEN=0a1b2c3d4e5f\n")
    (tmp_path / "main.sh").write_text("echo Hello\n")
    text = (
        "FROM alpine:3.23 AS other\n"
        "RUN touch /nothing\n"
        "FROM alpine:3.23\n"
        "ARG VERSION=1\n"
        "WORKDIR /app\n"
        "ENV A=b\n"
        "COPY --link . .\n"
        "RUN <<END\n"
        f"echo {TOKEN} >/app/token\n"
        "END\n"
        "RUN rm .env \\\n"
        " && rm token\n"
        "COPY --from=other /nothing /x\n"
        'CMD ["sh", "main.sh"]\n'
    )
    contents = looked(engine, tmp_path, text)
    assert told(contents) == [
        ("secrets in an environment file", "/app/.env", 7, True),
        ("a GitHub token", "/app/token", 8, True),
    ]
    assert [layer.line for layer in contents.layers if not layer.is_base] == [5, 7, 8, 11, 13]
    assert [one.path for one in contents.hits if one.layer < 0] == ["RUN in the history"]


def test_a_repository_and_a_file_that_was_to_be_kept_out_are_found(engine, tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "notes.txt").write_text("notes that were not meant for anybody\n")
    wants = wanted(tmp_path, ["notes.txt"])
    contents = looked(engine, tmp_path, "FROM scratch\nCOPY . /app\n", wants, "scratch")
    assert told(contents) == [
        ("notes.txt, which .dockerignore keeps out", "/app/notes.txt", 2, False),
        ("the repository's own folder .git", "/app/.git", 2, False),
    ]


def test_package_lists_that_are_left_are_found_with_their_size(engine, tmp_path):
    text = "FROM debian:trixie-slim\nWORKDIR /app\nRUN apt-get update\n"
    contents = looked(engine, tmp_path, text, base="debian:trixie-slim")
    (hit,) = [one for one in contents.hits if one.kind is Kind.CACHE]
    assert (hit.path, contents.layers[hit.layer].line) == ("/var/lib/apt/lists", 3)
    assert hit.size > 1_000_000
    assert "/usr/bin/apt-get" in contents.managers


def test_the_image_of_a_go_program_holds_the_program_and_nothing_else(engine, tmp_path):
    one = sample.load("go-hello")
    folder = one.copy_to(tmp_path)
    sample.init(folder)
    image = engine.build(folder)
    with saved(image) as file:
        contents = scan(file, wanted(folder, ["**/*.md"]))
    engine.remove(image)
    assert (contents.hits, contents.shells, contents.managers, contents.packages) == ([], [], [], 0)
    text = (folder / "Dockerfile").read_text()
    made = [text.splitlines()[layer.line - 1] for layer in placed(contents, parse(text, "Dockerfile"), 0).layers]
    assert [line.split()[0] for line in made] == ["COPY"]
    assert contents.size < 15_000_000
