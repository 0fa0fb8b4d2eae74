"""`dockgen explain`: what is said of a practice, and of each line of a Dockerfile."""

import json
import sys

import pytest
from snapshots import write

from dockgen import __main__
from dockgen.dockerfiles.dockerfile import parse
from dockgen.explain.reading import explain
from dockgen.explain.serves import serves
from dockgen.practices import EVERY, PRACTICES


@pytest.fixture
def tell(capsys, monkeypatch, tmp_path):
    """Return a function that explains: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def tell(*arguments):
        monkeypatch.setattr(sys, "argv", ["dockgen", "explain", *arguments])
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return tell


def test_without_a_name_all_practices_are_listed(tell):
    code, out, _ = tell()
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line[:1].strip()][: len(EVERY)] == list(EVERY)


@pytest.mark.parametrize("practice", EVERY)
def test_a_practice_is_told_with_reason_gain_cost_and_examples(tell, practice):
    code, out, _ = tell(practice)
    words = " ".join(out.split())
    one = EVERY[practice]
    assert code == 0
    for text in (one.title, one.why, one.about.gain, one.about.cost, one.about.not_when, one.about.bad, one.about.good):
        assert " ".join(text.split()) in words


@pytest.mark.parametrize("practice", EVERY)
def test_a_practice_can_be_read_by_programs(tell, practice):
    document = json.loads(tell(practice, "--json")[1])
    assert document["id"] == practice
    assert document["why"] == EVERY[practice].why
    assert "check" not in document


def test_a_name_that_nobody_knows_stops_with_the_nearest(tell):
    code, out, err = tell("exec-from")
    assert (code, out) == (2, "")
    assert "Did you mean 'exec-form'?" in err


FILE = """\
# syntax=docker/dockerfile:1
ARG IMAGE=golang:1.27-alpine3.23
FROM --platform=$BUILDPLATFORM ${IMAGE} AS build
WORKDIR /src
COPY go.mod go.sum* ./
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=secret,id=netrc,target=/root/.netrc \\
    go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN --mount=type=bind,from=other,source=/x,target=/y GOOS=$TARGETOS go build -ldflags="-s -w" -o /out/a .
FROM scratch AS final
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=1:1 /out/a /a
COPY <<EOF /etc/motd
hello
EOF
LABEL org.opencontainers.image.title="a"
ENV A=1 B=2
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=5s CMD ["/a", "health"]
STOPSIGNAL SIGINT
VOLUME /data
ONBUILD RUN x
CMD ["/a"]
"""
SAID = {
    2: ("Takes IMAGE (golang:1.27-alpine3.23) for the FROM lines; --build-arg gives another value.", ["pin"]),
    3: (
        "Starts build, a stage: from the image golang:1.27-alpine3.23, on the platform of the machine that builds.",
        ["cross-build"],
    ),
    4: ("Works in /src from here on; the folder is made where it is missing.", []),
    5: ("Copies go.mod and go.sum* from the build context to the folder that it works in.", ["cache"]),
    6: (
        (
            "Runs go mod download, and keeps what that changes as a layer. Meanwhile /go/pkg/mod is a folder that is "
            "kept from build to build and is in no image; the secret netrc is there for this step alone."
        ),
        ["cache", "secrets"],
    ),
    8: ("Copies the whole build context to the folder that it works in.", []),
    9: ("Lets this stage read TARGETOS and TARGETARCH, which the builder fills in.", ["cross-build"]),
    10: (
        (
            "Runs go build -ldflags=-s -w ..., and keeps what that changes as a layer. "
            "Meanwhile /y shows /x of other without copying it."
        ),
        ["strip"],
    ),
    11: (
        "Starts final, the last stage, which becomes the image: from nothing, an empty file system.",
        ["multi-stage", "minimal-base"],
    ),
    12: (
        "Copies /etc/ssl/certs/ca-certificates.crt from the stage build to /etc/ssl/certs/.",
        ["multi-stage", "https"],
    ),
    13: ("Copies /out/a from the stage build to /a, owned by 1:1.", ["multi-stage"]),
    14: ("Writes /etc/motd, with the text that follows.", []),
    17: ("Says of the image: org.opencontainers.image.title. It changes nothing in it.", ["labels"]),
    18: ("Sets A and B in the image, for all that runs.", []),
    19: ("From here on the user 65532:65532 runs what is run, in the build and in the container.", ["user"]),
    20: ("Says that the program listens on 8080. It opens nothing; `docker run -p` does.", []),
    21: ("Every 5s the engine runs /a health: the exit code says whether the program works.", ["healthcheck"]),
    22: ("A stop sends SIGINT to process 1.", []),
    23: ("Says that /data holds data that outlive the container.", []),
    24: ("Keeps an instruction for the builds that start FROM this image.", []),
    25: ("Is what the container runs, unless a command is given to it: /a, itself process 1.", ["exec-form"]),
}


def test_each_line_is_explained_with_what_it_serves():
    file = parse(FILE, "Dockerfile")
    read = {one.line: (explain(file, one), serves(file, one)) for one in file.instructions if not one.is_trigger}
    assert read == SAID


def test_a_dockerfile_is_read_aloud_in_its_own_order(tell, tmp_path):
    write(tmp_path, {"Dockerfile": FILE})
    code, out, _ = tell("Dockerfile")
    assert code == 0
    assert [line for line in out.splitlines() if line.startswith(("FROM", "CMD", "USER"))] == [
        "FROM --platform=$BUILDPLATFORM ${IMAGE} AS build",
        "FROM scratch AS final",
        "USER 65532:65532",
        'CMD ["/a"]',
    ]


def test_what_a_line_breaks_is_said_with_the_fix(tell, tmp_path):
    write(tmp_path, {"Dockerfile": FILE.replace('CMD ["/a"]', "CMD /a")})
    words = " ".join(tell("Dockerfile")[1].split())
    assert "Breaks exec-form: CMD is in shell form" in words
    assert 'CMD ["/a"]' in words


def test_a_dockerfile_can_be_read_by_programs(tell, tmp_path):
    write(tmp_path, {"app/Dockerfile": FILE})
    lines = json.loads(tell("app", "--json")[1])
    assert lines[1]["source"] == "FROM --platform=$BUILDPLATFORM ${IMAGE} AS build"
    assert (lines[4]["line"], lines[4]["end"]) == (6, 7)
    assert {practice for line in lines for practice in line["serves"]} <= set(EVERY)


@pytest.mark.parametrize("practice", sorted(set(PRACTICES) - {"ignore-file"}))
def test_the_good_example_of_each_practice_has_a_line_that_serves_it(practice):
    text = EVERY[practice].about.good
    file = parse(text if "FROM" in text else f"FROM golang:1.27 AS build\n{text}", "Dockerfile")
    assert practice in {id_ for one in file.instructions for id_ in serves(file, one)}
