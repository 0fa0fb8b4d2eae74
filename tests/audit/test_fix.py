"""`dockgen audit --fix`: each fix where it applies and where it must not, and what holds for all of them."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import FOLDER, load_all
from snapshots import write

from dockgen import __main__
from dockgen.audit import read
from dockgen.audit.fix.edits import Edit, applied
from dockgen.audit.fix.run import fix
from dockgen.audit.run import audit
from dockgen.dockerfiles.dockerfile import DockerfileError, parse

TODAY = date(2026, 11, 24)
IGNORED = {".dockerignore": ".git\nnode_modules\n.venv\n"}
SERVER = """\
package main

import "net/http"

func main() {
	http.ListenAndServe(":8080", nil)
}
"""
GO = {"go.mod": "module example.com/web\n\ngo 1.27\n", "main.go": SERVER, **IGNORED}
NAIVE = """\
FROM golang
WORKDIR /src
COPY . .
RUN go build -o /web .
EXPOSE 8080
ENTRYPOINT ["/web"]
"""
STAGES = """\
FROM golang:1.27-alpine3.23 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
"""
PYTHON = {"requirements.txt": "flask==3.1.3\n", "app.py": "import flask\n\napp = flask.Flask(__name__)\n", **IGNORED}
FLASK = """\
FROM python:3.13-slim-trixie
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
CMD ["flask", "run"]
"""
NODE = {
    "package.json": '{"name": "web", "dependencies": {"express": "^5.0.0"}}',
    "server.js": 'require("express")().listen(3000)\n',
    **IGNORED,
}
EXPRESS = """\
FROM node:24-trixie-slim
WORKDIR /app
COPY . .
RUN npm install
CMD ["node", "server.js"]
"""


@pytest.fixture
def fixed(tmp_path):
    """Return a function that fixes a Dockerfile among other files, and returns what it comes to."""

    def fixed(text, files=None):
        folder = tmp_path / "web"
        write(folder, {**IGNORED, **(files or {})})
        (folder / "Dockerfile").write_bytes(text.encode())
        build = read.build_of(folder / "Dockerfile", "Dockerfile", folder, folder, TODAY)
        return fix(build)

    return fixed


def last_of(text):
    return text.rstrip("\n").rpartition("\n")[2]


# exec-form


@pytest.mark.parametrize(
    ("command", "form"),
    [
        ("CMD node server.js", 'CMD ["node", "server.js"]'),
        ("cmd node 'a b.js' \"c\"", 'CMD ["node", "a b.js", "c"]'),
        ("ENTRYPOINT /usr/bin/env", 'ENTRYPOINT ["/usr/bin/env"]'),
        ("CMD node \\\n  # why\n  server.js", '# why\nCMD ["node", "server.js"]'),
        ("CMD ./good.sh", 'CMD ["./good.sh"]'),
    ],
)
def test_a_plain_start_gets_exec_form(fixed, command, form):
    files = {"good.sh": "#!/bin/sh\n"}
    text = fixed(f"FROM node:24-trixie-slim\n{command}\n", files).text
    assert text.replace("  #", "#").endswith(f"{form}\n")


@pytest.mark.parametrize(
    "command",
    [
        "CMD node $FILE",
        "CMD node a.js && b",
        "CMD node *.js",
        "CMD PORT=1 node a.js",
        "CMD cd /app",
        "CMD exec node a.js",
        "CMD node a.js > log",
        "CMD ./bad.sh",
        "CMD ./missing.sh",
        "CMD node ~/a.js",
        "CMD node {a,b}.js",
        'SHELL ["/bin/bash", "-c"]\nCMD node a.js',
        'ENTRYPOINT ["tini"]\nCMD node a.js',
        "ENTRYPOINT node a.js\nCMD b",
        "CMD node a.js # no comment, an argument",
    ],
)
def test_a_start_that_needs_its_shell_keeps_it(fixed, command):
    text = fixed(f"FROM node:24-trixie-slim\n{command}\n", {"bad.sh": "echo\n"}).text
    assert last_of(command) in text


@pytest.mark.parametrize("image", ["nginx:1.30", "example.com/own", "mcr.microsoft.com/windows/nanoserver:1809"])
def test_a_cmd_stays_where_the_entry_point_of_the_image_may_look_at_it(fixed, image):
    assert last_of(fixed(f"FROM {image}\nCMD serve now\n").text) == "CMD serve now"


# pin


@pytest.mark.parametrize(
    ("image", "pinned"),
    [
        ("golang", "golang:1.27-trixie"),
        ("golang:latest", "golang:1.27-trixie"),
        ("golang:alpine", "golang:1.27-alpine3.23"),
        ("docker.io/library/golang", "docker.io/library/golang:1.27-trixie"),
        ("node", "node:24-trixie"),
        ("node:slim", "node:24-trixie-slim"),
        ("node:lts-alpine", "node:24-alpine3.23"),
        ("python", "python:3.13-trixie"),
        ("python:slim", "python:3.13-slim-trixie"),
        ("python:alpine", "python:3.13-alpine3.23"),
        ("alpine:latest", "alpine:3.23"),
        ("debian", "debian:trixie"),
        ("debian:stable-slim", "debian:trixie-slim"),
        ("nginx", "nginx:1.30"),
        ("nginx:alpine", "nginx:1.30-alpine"),
    ],
)
def test_an_image_that_dockgen_knows_gets_its_version_and_keeps_its_distribution(fixed, image, pinned):
    assert fixed(f'FROM {image} AS x\nCMD ["a"]\n').text.startswith(f"FROM {pinned} AS x\n")
    assert f"COPY --from={pinned} /a /a" in fixed(f"FROM alpine:3.23\nCOPY --from={image} /a /a\n").text


@pytest.mark.parametrize(
    "image",
    [
        "golang:slim",
        "ubuntu",
        "redis",
        "example.com/node",
        "myorg/python",
        "node:current-bullseye-slim",
        "nginx:perl",
        "alpine:edge",
        "python:rc",
        "gcr.io/distroless/static",
        "node:$V",
        "golang@sha256:" + "0" * 64,
    ],
)
def test_any_other_image_is_left_to_the_person(fixed, image):
    assert fixed(f"FROM {image}\n").text == f"FROM {image}\n"


def test_the_version_is_the_one_that_the_project_asks_for(fixed):
    files = {"package.json": '{"name": "a", "engines": {"node": "22.x"}}', "server.js": 'require("http")'}
    assert fixed("FROM node\n", files).text == "FROM node:22-trixie\n"


def test_a_version_that_dockgen_has_no_image_of_is_left_to_the_person(fixed):
    assert fixed("FROM golang\n", GO | {"go.mod": "module a\n\ngo 1.99\n"}).text == "FROM golang\n"
    assert fixed("FROM golang\n", GO | {"go.mod": "module a\n\ngo 1.13\n"}).text == "FROM golang:1.27-trixie\n"


# Go: multi-stage, minimal-base, https, strip, cross-build


def test_one_stage_of_go_becomes_two_with_a_static_stripped_program_on_nothing(fixed):
    assert fixed(NAIVE, GO).text == (
        """\
# build compiles the program.
FROM --platform=$BUILDPLATFORM golang:1.27-alpine3.23 AS build
WORKDIR /src
COPY go.mod go.sum* ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod \\
    --mount=type=cache,target=/root/.cache/go-build \\
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /web .

# Only the program, without the tools that compiled it.
FROM scratch
COPY --from=build /web /web

EXPOSE 8080
LABEL org.opencontainers.image.title="web"
USER 65532:65532
ENTRYPOINT ["/web"]
"""
    )


def test_what_is_about_the_program_moves_with_its_comments_and_what_is_about_the_build_stays(fixed):
    text = fixed(
        NAIVE.replace("WORKDIR", "# the mode\nENV MODE=fast\nENV GOFLAGS=-mod=mod\nARG X\nEXPOSE 8080\nWORKDIR"), GO
    ).text
    build, _, final = text.partition("FROM scratch")
    assert "# the mode\nENV MODE=fast\nEXPOSE 8080\nEXPOSE 8080\n" in re.sub(r"\n\n", "\n", final)
    assert "ENV GOFLAGS=-mod=mod\nARG X\n" in build


def test_a_start_relative_to_its_folder_keeps_the_folder(fixed):
    text = fixed(NAIVE.replace("-o /web", "-o bin/web").replace('["/web"]', '["./bin/web"]'), GO).text
    assert "FROM scratch\nWORKDIR /src\nCOPY --from=build /src/bin/web /src/bin/web\n" in text


@pytest.mark.parametrize(
    ("command", "start", "path"),
    [
        ("go build", "/src/web", "/src/web"),
        ('go build -ldflags="-X main.version=$VERSION" -o /web .', "/web", "/web"),
        ("go build -v -o=/usr/local/bin/serve", "serve", "/usr/local/bin/serve"),
        ("go build -o /web main.go", "/web", "/web"),
        ("go mod tidy && go vet ./... && go build -o /web .", "/web", "/web"),
        ("apk add --no-cache git && go build -o /web .", "/web", "/web"),
    ],
)
def test_where_the_program_lies_is_read_from_its_build(fixed, command, start, path):
    text = fixed(NAIVE.replace("go build -o /web .", command).replace('["/web"]', f'["{start}"]'), GO).text
    assert f"COPY --from=build {path} {path}\n" in text


def test_one_of_several_programs_is_known_by_its_folder(fixed):
    files = {**GO, "main.go": "package web\n", "cmd/a/main.go": SERVER, "cmd/b/main.go": SERVER}
    assert "COPY --from=build /web /web" in fixed(NAIVE.replace("/web .", "/web ./cmd/a"), files).text


def test_a_program_that_calls_others_gets_certificates(fixed):
    files = GO | {"main.go": SERVER.replace("nil)", 'nil)\n\thttp.Get("https://example.com")')}
    text = fixed(NAIVE, files).text
    assert "FROM scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\nCOPY" in text
    assert text.count("COPY --from=build /etc/ssl") == 1
    assert "COPY --from=build /etc/ssl" in fixed(STAGES, files).text


@pytest.mark.parametrize(
    "code",
    [
        'import "C"',
        'import "os/exec"',
        'var f, _ = os.Create("x")',
        "var f = os.TempDir()",
        'var z, _ = time.LoadLocation("Europe/Berlin")',
        'import _ "modernc.org/sqlite"',
        'var t = template.Must(template.ParseFiles("page.html"))',
        'var b, _ = os.ReadFile("/etc/web/x.conf")',
        'import "os/user"',
        "var d, _ = os.Getwd()",
        'var _ = http.ListenAndServeTLS(":8443", "tls.pem", "tls.pem", nil)',
    ],
)
def test_a_program_that_may_want_more_than_itself_stays_where_it_was_built(fixed, code):
    files = GO | {"more.go": f'package main\n\nimport "html/template"\n\n{code}\n', "page.html": "", "tls.pem": ""}
    text = fixed(NAIVE, files).text
    assert "scratch" not in text
    assert "FROM golang:1.27-trixie\n" in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("go build -o /web .", "make"),
        ("go build -o /web .", "go build -race -o /web ."),
        ("go build -o /web .", "CGO_ENABLED=1 go build -o /web ."),
        ("go build -o /web .", "go build -o $OUT ."),
        ("go build -o /web .", "go build -o /other ."),
        ("go build -o /web .", "go build -o /web ./... "),
        ("go build -o /web .", "cd x && go build -o /web ."),
        ("go build -o /web .", "apt-get install -y tzdata && go build -o /web ."),
        ("go build -o /web .", "go generate && go build -o /web ."),
        ("go build -o /web .", 'go build -ldflags="-X main.v=$(git describe)" -o /web .'),
        ("EXPOSE 8080", "VOLUME /data"),
        ("EXPOSE 8080", "COPY conf /etc/web"),
        ("EXPOSE 8080", "ADD https://example.com/x /x"),
        ("EXPOSE 8080", "USER nobody"),
        ("EXPOSE 8080", "ENV CONFIG=/src/web.conf"),
        ("EXPOSE 8080", "ENV CONFIG=main.go"),
        ("EXPOSE 8080", "ENV PATH=$PATH:/x"),
        ("EXPOSE 8080", "HEALTHCHECK CMD curl -f http://localhost"),
        ("EXPOSE 8080", "ONBUILD RUN x"),
        ('["/web"]', '["/web", "--config", "./x.yaml"]'),
        ('["/web"]', '["/web", "main.go"]'),
        ('["/web"]', '["sh", "-c", "/web"]'),
        ('["/web"]', "/web $MODE"),
        ("FROM golang", "FROM golang@sha256:" + "0" * 64 + '\nSHELL ["/bin/bash", "-c"]'),
        ("FROM golang", "FROM example.com/go"),
        ("WORKDIR /src", "WORKDIR $DIR"),
        ("COPY . .", "COPY . /elsewhere"),
    ],
)
def test_a_dockerfile_that_may_want_more_than_the_program_keeps_its_stage(fixed, old, new):
    text = fixed(NAIVE.replace(old, new), GO | {"x.yaml": ""}).text
    assert "FROM scratch" not in text


def test_without_a_project_around_it_nothing_of_go_is_changed(fixed):
    text = fixed(NAIVE).text
    assert "CGO_ENABLED" not in text
    assert "COPY go.mod" not in text
    assert text.startswith("FROM golang:1.27-trixie\n")


def test_a_static_program_on_a_distribution_moves_to_nothing(fixed):
    text = fixed(STAGES.replace("FROM scratch", "FROM alpine:3.23"), GO).text
    assert "\nFROM scratch\n" in text


@pytest.mark.parametrize(
    "more", ["RUN apk add tzdata", "COPY a.conf /etc/", "HEALTHCHECK CMD wget x", "USER app", "VOLUME /x"]
)
def test_a_distribution_that_is_used_stays(fixed, more):
    text = STAGES.replace("FROM scratch", f"FROM alpine:3.23\n{more}")
    assert "FROM alpine:3.23\n" in fixed(text, GO | {"a.conf": ""}).text


@pytest.mark.parametrize(
    ("command", "stripped"),
    [
        ("go build -o /web .", 'go build -trimpath -ldflags="-s -w" -o /web .'),
        ("go build -trimpath -o /web .", 'go build -ldflags="-s -w" -trimpath -o /web .'),
        ('go build -ldflags "-X main.v=1" -o /web .', 'go build -ldflags "-s -w -X main.v=1" -o /web .'),
    ],
)
def test_the_linker_leaves_debug_tables_out(fixed, command, stripped):
    assert stripped in fixed(STAGES.replace("go build -o /web .", command), GO).text


def test_a_program_that_asks_for_the_paths_of_its_sources_keeps_them(fixed):
    text = fixed(STAGES, GO | {"at.go": "package main\n\nvar _, f, _, _ = runtime.Caller(0)\n"}).text
    assert "-trimpath" not in text
    assert '-ldflags="-s -w"' in text


def test_a_program_that_is_debugged_keeps_its_tables(fixed):
    text = STAGES.replace("RUN CGO", "RUN go install github.com/go-delve/delve/cmd/dlv@v1\nRUN CGO")
    assert "-s -w" not in fixed(text, GO).text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CGO_ENABLED=0 ", ""),
        ("CGO_ENABLED=0 ", "CGO_ENABLED=0 GOARCH=arm64 "),
        ("COPY . .", "COPY . .\nRUN make"),
        ("COPY --from=build /web /web", "COPY --from=build /web /web\nCOPY --from=build /usr/bin/git /git"),
    ],
)
def test_a_compiler_that_makes_more_than_its_program_is_emulated_as_before(fixed, old, new):
    assert "BUILDPLATFORM" not in fixed(STAGES.replace(old, new), GO).text


# Layers of dependencies


@pytest.mark.parametrize(
    ("files", "text", "layers"),
    [
        (
            PYTHON,
            FLASK,
            (
                "COPY requirements.txt ./\n"
                "RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\nCOPY . .\n"
            ),
        ),
        (
            PYTHON | {"requirements/prod.txt": "a==1\n"},
            FLASK.replace("-r requirements.txt", "--no-cache-dir -r requirements/prod.txt -r requirements.txt"),
            (
                "COPY requirements/prod.txt ./requirements/\nCOPY requirements.txt ./\nRUN --mount=type=cache,"
                "target=/root/.cache/pip \\\n    pip install -r requirements/prod.txt -r requirements.txt\nCOPY . .\n"
            ),
        ),
        (
            NODE | {"package-lock.json": "{}"},
            EXPRESS.replace("npm install", "npm ci && npm run build"),
            (
                "COPY package.json package-lock.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci\n"
                "COPY . .\nRUN npm run build\n"
            ),
        ),
        (
            NODE,
            EXPRESS.replace("COPY . .", "# the sources\nCOPY --chown=node . .\nENV NODE_ENV=production"),
            (
                "COPY --chown=node package.json ./\nENV NODE_ENV=production\nRUN --mount=type=cache,target=/root/.npm "
                "npm install\n# the sources\nCOPY --chown=node . .\n"
            ),
        ),
        (
            {"pyproject.toml": "[project]\nname = 'a'\n", "uv.lock": "", "app.py": ""},
            FLASK.replace("pip install -r requirements.txt", "pip install uv && uv sync --locked"),
            (
                "COPY pyproject.toml uv.lock ./\nRUN --mount=type=cache,target=/root/.cache/uv pip install uv && "
                "uv sync --locked\nCOPY . .\n"
            ),
        ),
        (
            GO,
            STAGES.replace("COPY . .\n", "COPY . .\nRUN go mod download\n"),
            "COPY go.mod ./\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nCOPY . .\n",
        ),
    ],
)
def test_dependencies_come_before_the_sources(fixed, files, text, layers):
    assert layers in fixed(text, files).text


NEEDS_SOURCES = [
    (NODE | {"package.json": '{"name": "a", "scripts": {"postinstall": "node x.js"}}'}, EXPRESS),
    (NODE | {"package.json": '{"name": "a", "scripts": {"prepare": "tsc"}}'}, EXPRESS),
    (NODE | {"package.json": '{"name": "a", "dependencies": {"b": "file:b"}}'}, EXPRESS),
    (NODE | {"package.json": '{"name": "a", "workspaces": ["b"]}'}, EXPRESS),
    (NODE | {"package.json": '{"name": "a", "dependencies": {"@prisma/client": "6"}}'}, EXPRESS),
    (NODE | {"package.json": "no JSON"}, EXPRESS),
    (NODE, EXPRESS.replace("install", "ci")),
    (NODE | {".npmrc": "x=y\n"}, EXPRESS),
    (NODE | {"binding.gyp": "{}"}, EXPRESS),
    (NODE | {".dockerignore": ".git\n"}, EXPRESS),
    (NODE, EXPRESS.replace("COPY . .", "COPY . ./app")),
    (NODE, EXPRESS.replace("COPY . .", "COPY . .\nWORKDIR /app/x")),
    (NODE, EXPRESS.replace("COPY . .", "COPY . .\nRUN ./prepare")),
    (NODE, EXPRESS.replace("npm install", "cd web && npm install")),
    (NODE, EXPRESS.replace("npm install", "./x && npm install")),
    (NODE, EXPRESS.replace("npm install", "npm install && a || b")),
    (PYTHON | {"requirements.txt": "-e .\n"}, FLASK),
    (PYTHON | {"requirements.txt": "-r more.txt\n"}, FLASK),
    (PYTHON | {"requirements.txt": "./wheels/a.whl\n"}, FLASK),
    (PYTHON | {"requirements.txt": "a @ file:./a\n"}, FLASK),
    (PYTHON, FLASK.replace("-r requirements.txt", "-r missing.txt")),
    (PYTHON, FLASK.replace("-r requirements.txt", "-c c.txt -r requirements.txt")),
    (PYTHON, FLASK.replace("-r requirements.txt", "-r requirements.txt .")),
    ({"pyproject.toml": "[project]\nname = 'a'\n[build-system]\n"}, FLASK.replace("pip install -r x", "uv sync")),
    (
        {"pyproject.toml": "[tool.poetry]\nname = 'a'\n"},
        FLASK.replace("pip install -r requirements.txt", "poetry install"),
    ),
    (GO | {"go.mod": "module a\n\nreplace b => ./b\n"}, STAGES.replace("RUN CGO", "RUN go mod download\nRUN CGO")),
]


@pytest.mark.parametrize(("files", "text"), NEEDS_SOURCES)
def test_an_install_that_may_read_the_sources_stays_behind_them(fixed, files, text):
    result = fixed(text, {"c.txt": "", "more.txt": "", **files}).text
    copies = [line for line in result.splitlines() if line.startswith("COPY") and "--from" not in line]
    assert copies == [line for line in text.splitlines() if line.startswith("COPY") and "--from" not in line]


# Cache mounts


@pytest.mark.parametrize(
    ("image", "command", "target"),
    [
        ("node:24", "npm ci", "/root/.npm"),
        ("node:24", "pnpm install", "/root/.local/share/pnpm/store"),
        ("python:3.13", "pip install -r a.txt", "/root/.cache/pip"),
        ("python:3.13", "poetry install", "/root/.cache/pypoetry/cache"),
        ("ruby:3.4", "bundle install", "/usr/local/bundle/cache"),
    ],
)
def test_downloads_are_kept_on_a_mount(fixed, image, command, target):
    text = fixed(f"FROM {image}\nRUN {command}\n").text
    assert re.search(rf"RUN --mount=type=cache,target={target} .*{command}", text, re.DOTALL)


def test_a_step_of_several_lines_keeps_them(fixed):
    text = "FROM node:24\nRUN echo a && \\\n    # why\n    npm ci\n"
    assert fixed(text).text == (
        "FROM node:24\nRUN --mount=type=cache,target=/root/.npm \\\n    echo a && \\\n    # why\n    npm ci\n"
    )


def test_a_step_that_begins_on_its_second_line_keeps_its_lines(fixed):
    text = "FROM node:24\nRUN \\\n    npm ci\n"
    assert fixed(text).text == "FROM node:24\nRUN --mount=type=cache,target=/root/.npm \\\n    npm ci\n"


def test_a_heredoc_keeps_its_lines(fixed):
    text = "FROM node:24\nRUN <<EOF\nnpm ci\nEOF\n"
    assert fixed(text).text == text.replace("RUN", "RUN --mount=type=cache,target=/root/.npm")


def test_the_escape_character_of_the_file_joins_new_lines(fixed):
    text = "# escape=`\nFROM node:24\nRUN a && `\n  npm ci\n"
    assert "RUN --mount=type=cache,target=/root/.npm `\n" in fixed(text).text


def test_what_compiles_in_a_stage_that_is_left_behind_gets_its_store_in_each_step(fixed):
    text = "FROM rust:1.97 AS b\nRUN cargo fetch\nRUN cargo build\nFROM debian:trixie-slim\nCOPY --from=b /x /x\n"
    assert fixed(text).text.count("RUN --mount=type=cache,target=/usr/local/cargo/registry cargo") == 2


@pytest.mark.parametrize(
    "text",
    [
        "FROM node:24\nUSER node\nRUN npm ci\n",
        "FROM example.com/own:1\nRUN npm ci\n",
        "FROM node:24\nENV NPM_CONFIG_CACHE=/c\nRUN npm ci\n",
        "FROM node:24\nRUN npm ci && npm cache clean --force\n",
        "FROM node:24\nRUN HOME=/tmp npm ci\n",
        "FROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN pip install -r a.txt\n",
        "FROM python:3.13\nRUN pip install -r a.txt && rm -rf /root/.cache\n",
        "# syntax=docker/dockerfile:1.0\nFROM node:24\nRUN npm ci\n",
        'FROM rust:1.97\nRUN cargo build --release\nCMD ["x"]\n',
        "FROM maven:3.9 AS b\nCOPY settings.xml /root/.m2/repository/\nRUN mvn package\nFROM debian:trixie\n",
        "FROM maven:3.9 AS b\nRUN mvn package && ./run\nFROM debian:trixie\n",
        "FROM node:24\nRUN yarn install --immutable\n",
        'FROM python:3.13\nRUN uv sync\nCMD ["uv", "run", "app.py"]\n',
    ],
)
def test_a_cache_that_is_moved_cleared_or_needed_later_is_left_alone(fixed, text):
    assert "--mount" not in fixed(text, {"yarn.lock": "__metadata:\n  version: 8\n"}).text


# user


def test_a_limited_user_runs_what_needs_no_root(fixed):
    assert fixed(FLASK, PYTHON).text.endswith('USER 65532:65532\nCMD ["flask", "run"]\n')
    assert fixed(EXPRESS, NODE).text.endswith('USER 65532:65532\nCMD ["node", "server.js"]\n')


@pytest.mark.parametrize(
    ("files", "old", "new"),
    [
        ({}, "CMD", "EXPOSE 80\nCMD"),
        ({}, "CMD", "ENV PORT=443\nCMD"),
        ({}, '"run"', '"run", "--port=80"'),
        ({}, "CMD", "USER root\nCMD"),
        ({}, "CMD", "VOLUME /data\nCMD"),
        ({}, "CMD", "RUN mkdir /data\nCMD"),
        ({}, "CMD", "RUN chmod 600 app.py\nCMD"),
        ({}, "CMD", "RUN useradd x\nCMD"),
        ({}, "CMD", "COPY --chmod=600 a /a\nCMD"),
        ({}, "CMD [", 'CMD ["./entry.sh", '),
        ({}, "pip install", "pip install --user"),
        ({}, "RUN pip", "RUN uv sync\nRUN pip"),
        ({}, "python:3.13-slim-trixie", "example.com/python:3"),
        ({"more.py": 'open("x", "w")\n'}, "", ""),
        ({"more.py": "import sqlite3\n"}, "", ""),
        ({"more.py": "import subprocess\n"}, "", ""),
        ({"more.py": "app.run(port=80)\n"}, "", ""),
        ({"gunicorn.conf.py": 'errorlog = "/var/log/x"\n'}, "", ""),
        ({"more.py": "Path('x').mkdir()\n"}, "", ""),
        ({"requirements.txt": "flask\ncelery\n"}, "", ""),
    ],
)
def test_what_may_need_root_keeps_it(fixed, files, old, new):
    assert "USER 65532" not in fixed(FLASK.replace(old, new, 1) if old else FLASK, PYTHON | {"a": ""} | files).text


def test_a_package_manager_that_wants_a_home_keeps_root(fixed):
    assert "USER 65532" not in fixed(EXPRESS.replace('"node", "server.js"', '"npm", "start"'), NODE).text


def test_files_that_not_everyone_may_read_keep_root(fixed, tmp_path):
    fixed(FLASK, PYTHON)
    (tmp_path / "web/app.py").chmod(0o600)
    assert "USER 65532" not in fixed(FLASK, {}).text


def test_a_go_program_that_writes_keeps_root(fixed):
    text = NAIVE.replace("RUN", "RUN true\nRUN", 1)
    assert (
        "USER 65532" not in fixed(text, GO | {"w.go": 'package main\n\nvar _ = os.WriteFile("x", nil, 0o600)\n'}).text
    )


# labels, healthcheck, ignore-file


def test_the_title_is_the_project_s_name_and_else_its_folder_s(fixed):
    assert 'LABEL org.opencontainers.image.title="web"\n' in fixed('FROM alpine:3.23\nCMD ["a"]\n').text
    files = {"package.json": '{"name": "shop"}', "server.js": 'require("http")'}
    assert 'title="shop"' in fixed('FROM node:24\nCMD ["a"]\n', files).text


def test_an_image_that_starts_nothing_here_gets_no_title(fixed):
    assert fixed("FROM alpine:3.23\n").text == "FROM alpine:3.23\n"


def test_the_health_check_is_the_one_that_dockgen_would_write(fixed):
    files = NODE | {"server.js": 'const app = require("express")();\napp.get("/healthz", x);\napp.listen(3000);\n'}
    text = EXPRESS.replace("CMD", "EXPOSE 3000\nCMD")
    assert 'HEALTHCHECK --interval=30s --timeout=3s CMD ["node"' in fixed(text, files).text
    for other in (text.replace("3000", "4000"), text.replace("server.js", "other.js"), text.replace("node:", "bun:")):
        assert "HEALTHCHECK" not in fixed(other, files).text


def test_a_dockerignore_is_written_where_there_is_none(fixed, tmp_path):
    files = {name: text for name, text in PYTHON.items() if name != ".dockerignore"}
    write(tmp_path / "web", files)
    (tmp_path / "web/Dockerfile").write_text(FLASK)
    folder = tmp_path / "web"
    result = fix(read.build_of(folder / "Dockerfile", "Dockerfile", folder, folder, TODAY))
    assert "**/.venv\n" in result.ignore
    assert result.practices[0] == "ignore-file"
    assert fixed(FLASK, PYTHON).ignore == ""


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"certs/ca.pem": "x"}, FLASK),
        ({".env": "A=1"}, FLASK),
        ({}, FLASK.replace("CMD", "RUN git describe > version\nCMD")),
        ({}, FLASK.replace("COPY . .", "COPY . .\nCOPY dist/app.js /x")),
        ({"dist/a.js": ""}, FLASK),
    ],
)
def test_no_dockerignore_is_written_that_may_keep_out_what_is_used(tmp_path, files, text):
    write(tmp_path, {name: text for name, text in PYTHON.items() if name != ".dockerignore"} | files)
    (tmp_path / "Dockerfile").write_text(text)
    assert fix(read.build_of(tmp_path / "Dockerfile", "Dockerfile", tmp_path, tmp_path, TODAY)).ignore == ""


@pytest.mark.parametrize("code", ["", 'open("id_ecdsa")\n'])
def test_a_clear_secret_is_kept_out_also_where_it_is_part_of_the_repository_unless_sources_name_it(code, tmp_path):
    write(tmp_path, {name: text for name, text in PYTHON.items() if name != ".dockerignore"})
    write(tmp_path, {"id_ecdsa": "x", "more.py": code, "Dockerfile": FLASK})
    text = fix(read.build_of(tmp_path / "Dockerfile", "Dockerfile", tmp_path, tmp_path, TODAY)).ignore
    assert ("**/id_ecdsa\n" in text) is (not code)


def test_packages_of_this_machine_that_are_only_copied_are_not_kept_out(tmp_path):
    write(tmp_path, {name: text for name, text in NODE.items() if name != ".dockerignore"})
    write(tmp_path, {"Dockerfile": EXPRESS.replace("RUN npm install\n", "")})
    assert fix(read.build_of(tmp_path / "Dockerfile", "Dockerfile", tmp_path, tmp_path, TODAY)).ignore == ""


def test_what_git_ignores_may_be_kept_out(tmp_path):
    write(tmp_path, {name: text for name, text in PYTHON.items() if name != ".dockerignore"})
    write(tmp_path, {".env": "A=1", ".gitignore": ".env\n", "Dockerfile": FLASK})
    assert "**/.env" in fix(read.build_of(tmp_path / "Dockerfile", "Dockerfile", tmp_path, tmp_path, TODAY)).ignore


@pytest.mark.parametrize(
    "text",
    [
        'FROM alpine:3.10\nENV API_TOKEN=abc\nCMD ["a"]\n',
        'FROM node:16\nARG NPM_TOKEN\nCOPY .npmrc ./\nCMD ["a"]\n',
    ],
)
def test_secrets_and_old_releases_are_never_fixed_by_guess(fixed, text):
    result = fixed(text, {".npmrc": ""})
    assert set(result.practices) <= {"labels"}


def test_what_a_comment_silences_is_not_fixed(fixed):
    text = f"# dockgen:ignore=pin,labels,multi-stage,cross-build,strip,cache,user,healthcheck ours\n\n{NAIVE}"
    assert fixed(text, GO).text == text


# What holds for all


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_ends_of_lines_and_of_the_file_stay(fixed, end, last):
    text = NAIVE.rstrip("\n").replace("\n", end) + last.replace("\n", end)
    result = fixed(text, GO).text
    assert result.endswith(f'ENTRYPOINT ["/web"]{end if last else ""}')
    assert set(re.findall(r"\r?\n", result)) == {end}


@pytest.mark.parametrize(
    ("text", "edits", "result"),
    [
        ("a\nb\n", [Edit(2, 1, ("x",))], "a\nx\nb\n"),
        ("a\nb", [Edit(3, 2, ("x",))], "a\nb\nx"),
        ("a\r\nb", [Edit(3, 2, ("x",))], "a\r\nb\r\nx"),
        ("a\nb\nc\n", [Edit(1, 1, ("x", "y")), Edit(3, 3, ())], "x\ny\nb\n"),
        ("a\n", [], "a\n"),
    ],
)
def test_lines_are_replaced_and_others_stay(text, edits, result):
    assert applied(text, edits) == result


IMAGES = st.sampled_from(
    [
        "golang",
        "golang:1.27-alpine3.23",
        "node",
        "node:24-trixie-slim",
        "python:slim",
        "alpine",
        "scratch",
        "x/y:1",
        "build",
    ]
)
LINES = st.sampled_from(
    [
        *(
            "WORKDIR /src",
            "WORKDIR app",
            "COPY . .",
            "COPY go.mod go.sum ./",
            "COPY --from=build /web /web",
            "ADD x /x",
        ),
        *(
            "RUN go build -o /web .",
            "RUN npm ci && npm run build",
            "RUN pip install --no-cache-dir -r requirements.txt",
        ),
        *(
            "RUN <<EOF\nnpm ci\n# in it\nEOF",
            "RUN apt-get update && \\\n  # inside\n  npm ci",
            'RUN ["npm", "ci"]',
            "RUN make",
        ),
        *(
            "ENV A=1",
            "ENV GOFLAGS=-mod=mod",
            "ARG X=1",
            "EXPOSE 8080",
            "EXPOSE 80",
            "USER app",
            "USER root",
            "VOLUME /d",
        ),
        *(
            "CMD node server.js",
            'CMD ["/web"]',
            'ENTRYPOINT ["/web"]',
            "ENTRYPOINT /web $A",
            "HEALTHCHECK CMD x",
            "LABEL a=b",
        ),
        *(
            "# a comment",
            "",
            "   # indented",
            "# dockgen:ignore=pin x",
            "ONBUILD RUN npm ci",
            "  run npm install",
            "STOPSIGNAL 9",
        ),
    ]
)
STAGE = st.tuples(IMAGES, st.sampled_from(["", " AS build", " as final"]), st.lists(LINES, max_size=9))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stages=st.lists(STAGE, min_size=1, max_size=3), end=st.sampled_from(["\n", "\r\n"]), last=st.booleans())
def test_any_mixture_keeps_its_comments_gets_no_worse_and_is_stable(mixture, stages, end, last):
    lines = [line for image, name, inside in stages for line in (f"FROM {image}{name}", *inside)]
    text = "\n".join(lines).replace("\n", end) + (end if last else "")
    first = mixture(text)
    if first is None:
        return
    once = fix(first)
    again = first._replace(file=parse(once.text, "Dockerfile"))
    before, after = (Counter(one.rule for one in audit(build).findings()) for build in (first, again))
    assert not after - before
    assert not Counter(comments(text)) - Counter(comments(once.text))
    assert fix(again).text == once.text
    assert once.text.endswith(("\n", "\r\n")) == text.endswith("\n")


def comments(text):
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


@pytest.fixture(scope="module")
def mixture(tmp_path_factory):
    """Return a function that reads a Dockerfile in a folder with a bit of everything; None where it is none."""
    folder = tmp_path_factory.mktemp("mixture")
    write(folder, {**NODE, **PYTHON, **GO, "package-lock.json": "{}", "go.sum": "", "x": "", "app/x": ""})

    def mixture(text):
        (folder / "Dockerfile").write_bytes(text.encode())
        try:
            return read.build_of(folder / "Dockerfile", "Dockerfile", folder, folder, TODAY)
        except DockerfileError:
            return None

    return mixture


# The command


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Return a function that runs `dockgen audit` in a folder with a naive Go project: exit code, stdout, stderr."""
    write(tmp_path, {**GO, "Dockerfile": NAIVE})
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["dockgen", "audit", "--no-tools", *arguments])
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


def test_fix_shows_the_diff_writes_keeps_a_backup_and_tells_what_is_left(run, tmp_path):
    code, out, _ = run("--fix")
    assert code == 0
    assert out.startswith("--- a/Dockerfile\n+++ b/Dockerfile\n")
    assert " overwrite  Dockerfile   (backup: Dockerfile.bak)\n" in out
    assert "     fixed  multi-stage, strip, pin, cache, labels, user\n" in out
    assert (tmp_path / "Dockerfile.bak").read_text() == NAIVE
    assert "FROM scratch" in (tmp_path / "Dockerfile").read_text()
    assert run("--fix")[1].startswith("Dockerfile\n")
    assert not (tmp_path / "Dockerfile.bak.2").exists()


def test_diff_writes_nothing_and_can_be_applied_by_others(run, tmp_path):
    code, out, _ = run("--diff")
    assert code == 1
    assert out.startswith("--- a/Dockerfile\n")
    assert (tmp_path / "Dockerfile").read_text() == NAIVE
    assert [path.name for path in tmp_path.glob("*bak*")] == []
    assert run("--diff", "--fail-on", "never")[0] == 0
    (tmp_path / ".dockerignore").unlink()
    patch = run("--diff")[1]
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch, encoding="utf-8", check=True)
    assert run("--diff")[:2] == (0, "")


@pytest.mark.parametrize("flags", [("--fix", "--diff"), ("--diff", "--format", "json")])
def test_flags_that_contradict_each_other_stop(run, tmp_path, flags):
    code, out, err = run(*flags)
    assert (code, out) == (2, "")
    assert "exclude each other" in err
    assert (tmp_path / "Dockerfile").read_text() == NAIVE


def test_other_formats_tell_only_what_is_left_on_stdout(run):
    code, out, err = run("--fix", "--format", "json")
    assert code == 0
    assert out.startswith("{")
    assert " overwrite  Dockerfile\n" in err


def test_a_byte_order_mark_stays(run, tmp_path):
    (tmp_path / "Dockerfile").write_bytes(b"\xef\xbb\xbf" + NAIVE.encode())
    run("--fix")
    assert (tmp_path / "Dockerfile").read_bytes().startswith(b"\xef\xbb\xbf# build compiles")


def test_a_file_in_another_folder_is_written_where_it_is(run, tmp_path, monkeypatch):
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert run("..", "--fix")[0] == 0
    assert "FROM scratch" in (tmp_path / "Dockerfile").read_text()


def test_a_dockerfile_below_its_context_gets_the_context_s_dockerignore(run, tmp_path):
    (tmp_path / ".dockerignore").unlink()
    write(tmp_path, {"docker/Dockerfile": NAIVE.replace("COPY . .", "COPY go.mod ./\nCOPY . .")})
    (tmp_path / "Dockerfile").unlink()
    run(".", "--fix")
    assert ".git\n" in (tmp_path / ".dockerignore").read_text()
    assert "FROM scratch" in (tmp_path / "docker/Dockerfile").read_text()


def test_what_git_ignores_and_the_program_reads_is_not_kept_out(tmp_path):
    write(tmp_path, {name: text for name, text in PYTHON.items() if name != ".dockerignore"})
    more = {".env": "A=1", "ca.pem": "x", ".gitignore": ".env\nca.pem\n", "Dockerfile": FLASK}
    for reads in ("from dotenv import load_dotenv\n", 'ssl.load("ca.pem")\n'):
        write(tmp_path, {**more, "more.py": reads})
        assert fix(read.build_of(tmp_path / "Dockerfile", "Dockerfile", tmp_path, tmp_path, TODAY)).ignore == ""


def test_several_dockerfiles_are_fixed_each_with_its_backup(run, tmp_path):
    (tmp_path / ".dockerignore").unlink()
    write(tmp_path, {"svc/Dockerfile": EXPRESS, "svc/package.json": NODE["package.json"], "svc/server.js": "x()\n"})
    _, out, _ = run("--fix")
    assert " overwrite  Dockerfile   (backup: Dockerfile.bak)\n" in out
    assert " overwrite  svc/Dockerfile   (backup: svc/Dockerfile.bak)\n" in out
    assert "--- a/svc/Dockerfile\n+++ b/svc/Dockerfile\n" in out
    assert "node_modules" in (tmp_path / "svc/.dockerignore").read_text()
    assert "**/*.test" in (tmp_path / ".dockerignore").read_text()


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_changed(run, tmp_path):
    (tmp_path / ".dockerignore").unlink()
    (tmp_path / ".dockgen.tmp").write_text("in the way")
    code, _, err = run("--fix")
    assert code == 6
    assert ".dockgen.tmp exists, but" in err
    assert (tmp_path / "Dockerfile").read_text() == NAIVE
    assert not (tmp_path / ".dockerignore").exists()


GENERATED = [one.name for one in load_all() if not re.search("ladder|naive", one.name)]


@pytest.mark.parametrize("name", GENERATED)
def test_nothing_of_what_dockgen_itself_writes_is_changed(name, tmp_path):
    for part in ("project", "expected"):
        if (FOLDER / name / part).is_dir():
            shutil.copytree(FOLDER / name / part, tmp_path, dirs_exist_ok=True)
    for path in read.find(tmp_path):
        assert fix(read.build_of(path, path.name, None, tmp_path, TODAY)).practices == ()
