"""What each practice's check finds in Dockerfiles as people write them, and what it lets pass."""

import shutil
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
import sample

from dockgen.audit.read import build_of
from dockgen.audit.run import audit
from dockgen.choices.settings import Settings
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import parse
from dockgen.generator.pipeline import generate
from dockgen.model.facts import Fact
from dockgen.practices import ALWAYS, EVERY

TODAY = date(2026, 11, 24)
CALLS_OTHERS = {"outbound": Fact(value=True, source="main.go:7")}
IGNORES = {"ignore": (".git", "**/.env*", "**/*.pem")}


class Case(NamedTuple):
    """A Dockerfile, and what is around it."""

    text: str
    around: Mapping[str, Any] = MappingProxyType({})

    def checked(self, practice: str) -> Any:
        """Return what a practice's check says."""
        return EVERY[practice].about.check(Build(parse(self.text, "Dockerfile"), today=TODAY, **self.around))


def case(text: str, **around: Any) -> Case:
    return Case(text.lstrip(), around)


def found(practice: str, text: str, **around: Any) -> list[tuple[int, str, str]]:
    """Return line, message and fix of what a check finds."""
    checked = case(text, **around).checked(practice)
    assert not isinstance(checked, str), checked
    return [(broken.at.line if broken.at else 0, broken.message, broken.fix) for broken in checked]


NODE = """
FROM node:24-trixie-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY . .
USER 1000:1000
EXPOSE 3000
CMD ["node", "server.js"]
"""
GO = """
FROM --platform=$BUILDPLATFORM golang:1.27-alpine3.23 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/root/.cache/go-build \\
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /out/api ./cmd/api

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/api /api
USER 65532:65532
ENTRYPOINT ["/api"]
"""
OLD_GO = """
FROM golang:alpine3.18 as builder
ADD . /build/
WORKDIR /build
RUN CGO_ENABLED=0 GOOS=linux go build -a -installsuffix cgo -ldflags '-extldflags "-static"' -o main .
FROM alpine
COPY --from=builder /build/main /app/
EXPOSE 8080
CMD /app/main
"""
FLASK = """
FROM python:3.7
RUN python3 -m pip install --upgrade pip
COPY . /flask
RUN python3 -m pip install -r /flask/requirements.txt
WORKDIR /flask
EXPOSE 5000
CMD python3 main.py
"""
MAVEN = """
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /workspace
COPY pom.xml ./
COPY src ./src
RUN mvn -B -DskipTests clean package

FROM eclipse-temurin:21-jre
COPY --from=build /workspace/target/*.jar app.jar
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "/app.jar"]
"""
WINDOWS = """
# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2025
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
RUN Invoke-WebRequest https://example.com/a.zip -OutFile C:\\a.zip; `
    Expand-Archive C:\\a.zip
CMD C:\\a\\server.exe
"""
RAILS = """
FROM ruby:3.4-slim-trixie AS base
WORKDIR /rails
ENV BUNDLE_PATH=/usr/local/bundle

FROM base AS build
RUN apt-get update && apt-get install --no-install-recommends -y build-essential libpq-dev
COPY Gemfile Gemfile.lock ./
RUN --mount=type=cache,target=/usr/local/bundle/cache bundle install
COPY . .

FROM base
COPY --from=build /usr/local/bundle /usr/local/bundle
COPY --from=build /rails /rails
RUN useradd --uid 1000 rails
USER 1000
EXPOSE 3000
HEALTHCHECK CMD ["ruby", "-rnet/http", "-e", "Net::HTTP.get(URI('http://localhost:3000/up'))"]
ENTRYPOINT ["/rails/bin/docker-entrypoint"]
CMD ["./bin/rails", "server"]
"""
PHP = """
FROM php:8.0-apache
RUN apt-get update && apt-get install -y libpng-dev zip
COPY --from=composer:latest /usr/bin/composer /usr/local/bin/composer
WORKDIR /var/www/html
COPY . .
RUN composer install --no-dev
COPY .env ./
EXPOSE 80
CMD ["apache2-foreground"]
"""
RUST = """
FROM rust:1-slim-buster AS build
COPY . .
RUN cargo build --release

FROM debian:buster-slim
COPY --from=build /target/release/server /app/server
USER root
CMD "/app/server"
"""
DOTNET = """
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet restore
RUN dotnet publish -c Release -o /publish

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
COPY --from=build /publish /app
EXPOSE 8080
ENTRYPOINT ["dotnet", "/app/API.dll"]
"""
NGINX = """
FROM nginxinc/nginx-unprivileged:1.30-alpine
LABEL org.opencontainers.image.title="site" maintainer="web@example.com"
COPY --chown=101 dist/ /usr/share/nginx/html/
EXPOSE 8080
HEALTHCHECK --interval=30s CMD wget -qO- http://localhost:8080/ || exit 1
"""
SUPERVISOR = """
FROM ubuntu:14.04
MAINTAINER A Person <a@example.com>
RUN apt-get update && apt-get install -y supervisor golang-go make
ENV ADMIN_PASS changeme
COPY supervisord.conf /etc/supervisor/conf.d/supervisord.conf
EXPOSE 80 443
CMD /usr/bin/supervisord
"""
DISTROLESS = """
FROM golang:1.27 AS build
WORKDIR /src
COPY --link . .
RUN CGO_ENABLED=0 go build -o /out/worker ./cmd/worker && strip /out/worker

FROM gcr.io/distroless/static:nonroot
LABEL "org.opencontainers.image.source"="https://example.com/worker"
COPY --from=build /out/worker /
ENTRYPOINT ["/worker"]
"""
HEREDOC = """
# syntax=docker/dockerfile:1
FROM python:3.13-slim-trixie
ARG PIP_INDEX_TOKEN
RUN <<EOF
set -e
apt-get update
apt-get install -y --no-install-recommends gcc libffi-dev
EOF
COPY app /app/
CMD ["sh", "-c", "exec python -m app"]
"""
ONBUILD = """
FROM zenika/alpine-node
ONBUILD COPY package.json /usr/src/app/
ONBUILD RUN npm install
ONBUILD COPY . /usr/src/app
CMD [ "npm", "start" ]
"""
SCRATCH = """
FROM alpine:3.23 AS tools
RUN apk add --no-cache git && git clone https://example.com/x /x
FROM scratch
COPY --from=tools /x /
"""

BROKEN = {
    "exec-form": [case(FLASK), case(RUST), case(OLD_GO), case(SUPERVISOR)],
    "pin": [case(OLD_GO), case(PHP), case(ONBUILD), case(NODE.replace("24-trixie-slim", "lts-alpine3.23"))],
    "cache": [case(FLASK), case(MAVEN), case(DOTNET), case(RUST), case(PHP)],
    "strip": [case(OLD_GO), case(GO.replace(' -ldflags="-s -w"', "")), case(DISTROLESS.replace(" && strip", " && ls"))],
    "multi-stage": [
        case(SUPERVISOR),
        case(HEREDOC),
        case(PHP),
        case(GO.partition("\nFROM scratch")[0] + 'CMD ["/out/api"]'),
    ],
    "user": [case(FLASK), case(RUST), case(WINDOWS), case(MAVEN)],
    "minimal-base": [
        case(OLD_GO),
        case(GO.replace("FROM scratch", "FROM debian:trixie-slim")),
        case(DISTROLESS.replace("gcr.io/distroless/static:nonroot", "registry.example.com/library/busybox:1.37")),
    ],
    "https": [
        case(OLD_GO.replace("FROM alpine\n", "FROM scratch\n"), facts=CALLS_OTHERS),
        case('FROM scratch AS base\nFROM base\nCOPY api /api\nENTRYPOINT ["/api"]\n', facts=CALLS_OTHERS),
        case(
            "FROM golang:1.27 AS build\nFROM scratch\nADD config.json /etc/api/\n"
            'COPY --from=build /go/bin/api /\nUSER 7\nCMD ["api"]\n',
            facts=CALLS_OTHERS,
        ),
    ],
    "ignore-file": [
        case(FLASK),
        case(NODE, ignore=("node_modules",)),
        case(RUST, ignore=("target/", "*.md", ".git")),
        case(OLD_GO.replace("ADD . /build/", "ADD ./ /build/")),
    ],
    "healthcheck": [case(NODE), case(FLASK), case(MAVEN), case(DOTNET)],
    "labels": [
        case(NODE),
        case(SUPERVISOR),
        case(RAILS),
        case(GO.replace("USER 65532", 'LABEL version="1"\nUSER 65532')),
    ],
    "cross-build": [case(OLD_GO), case(DISTROLESS), case(GO.replace("--platform=$BUILDPLATFORM ", ""))],
    "secrets": [
        case(SUPERVISOR),
        case(HEREDOC),
        case(PHP),
        case(NODE.replace("WORKDIR /app", "RUN git clone https://me:hunter22@git.example.com/x")),
        case(RUST.replace("USER root", "COPY --from=build /.env /app/.env")),
    ],
    "supported": [
        case(FLASK),
        case(RUST),
        case(PHP),
        case(SUPERVISOR),
        case(MAVEN.replace("eclipse-temurin:21-jre", "openjdk:21")),
    ],
}
KEPT = {
    "exec-form": [
        case(NODE),
        case(RAILS),
        case(HEREDOC),
        case(NODE.replace('CMD ["node"', 'CMD exec node server.js\n#["')),
    ],
    "pin": [case(NODE), case(GO), case(RUST), case(DISTROLESS), case(RAILS)],
    "cache": [case(NODE), case(GO), case(RAILS)],
    "strip": [
        case(GO),
        case(DISTROLESS),
        case('FROM golang:1.27\nENV GOFLAGS=-ldflags=-s\nCOPY . .\nRUN go install ./cmd/api\nCMD ["api"]\n'),
    ],
    "multi-stage": [case(RAILS), case(GO), case(NODE), case(MAVEN)],
    "user": [
        case(NODE),
        case(GO),
        case(DISTROLESS),
        case(NGINX),
        case(DOTNET),
        case(WINDOWS.replace("servercore", "nanoserver")),
    ],
    "minimal-base": [
        case(GO),
        case(DISTROLESS),
        case(SCRATCH),
        case("FROM cgr.dev/chainguard/static:latest\nCOPY a /a\n"),
    ],
    "https": [
        case(GO, facts=CALLS_OTHERS),
        case("FROM alpine:3.23 AS a\nFROM scratch\nCOPY --from=a /etc/ssl/ /etc/ssl/\nCOPY x /x\n", facts=CALLS_OTHERS),
        case('FROM scratch\nADD ca-certificates.crt /etc/ssl/certs/\nCOPY x /x\nCMD ["/x"]\n', facts=CALLS_OTHERS),
    ],
    "ignore-file": [case(NODE, **IGNORES), case(FLASK, **IGNORES), case(PHP, ignore=("*", "!src"))],
    "healthcheck": [
        case(RAILS),
        case(NGINX),
        case(NODE.replace("EXPOSE", 'HEALTHCHECK CMD ["node", "health.js"]\nEXPOSE')),
        case(FLASK.replace("EXPOSE", "HEALTHCHECK NONE\nEXPOSE")),
    ],
    "labels": [
        case(NGINX),
        case(DISTROLESS),
        case(RAILS.replace("WORKDIR /rails", "LABEL org.opencontainers.image.title rails")),
    ],
    "cross-build": [
        case(GO),
        case(GO.replace("AS build", "AS base\nFROM base AS build")),
        case(GO.replace("$BUILDPLATFORM", "${BUILDPLATFORM}")),
    ],
    "secrets": [
        case(NODE),
        case(
            RAILS.replace(
                "ENV BUNDLE_PATH", "ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D TOKEN_FILE=/t BUNDLE_PATH"
            )
        ),
        case(PHP, ignore=(".env",)),
        case(NODE.replace("COPY package.json", "COPY .env.example package.json")),
    ],
    "supported": [
        case(NODE),
        case(GO),
        case(RAILS),
        case(NGINX.replace("nginxinc/nginx-unprivileged:1.30-alpine", "nginx:1.30-alpine3.23")),
    ],
}
NOT_APPLICABLE = {
    "exec-form": [case(WINDOWS), case(SCRATCH)],
    "pin": [case("FROM scratch\nCOPY a /a\n")],
    "cache": [case(SUPERVISOR), case(ONBUILD)],
    "strip": [case(NODE), case(GO.replace("COPY --from=build /out/api", "COPY api").replace("--from=build ", ""))],
    "multi-stage": [case(SCRATCH)],
    "user": [case(SCRATCH)],
    "minimal-base": [case(NODE), case(SUPERVISOR), case(OLD_GO.replace("EXPOSE", "RUN apk add git\nEXPOSE"))],
    "https": [
        case(NODE),
        case(SCRATCH),
        case("FROM scratch\nADD rootfs.tar.xz /\n", facts=CALLS_OTHERS),
        case(SCRATCH, facts={"outbound": Fact(value=False, source="main.go")}),
    ],
    "ignore-file": [case(NGINX), case(HEREDOC)],
    "healthcheck": [case(DISTROLESS), case(GO.replace("USER", "EXPOSE 80\nUSER"))],
    "cross-build": [case(NODE), case(GO.replace("CGO_ENABLED=0", "CGO_ENABLED=1"))],
    "supported": [case(ONBUILD), case("FROM registry.example.com/team/base:7\n")],
}
"""There is nothing to which secrets and labels would not apply."""


def cases(of):
    return [
        pytest.param(practice, one, id=f"{practice}-{index}")
        for practice in of
        for index, one in enumerate(of[practice])
    ]


@pytest.mark.parametrize("practice", EVERY)
def test_each_practice_has_at_least_three_broken_and_three_kept_examples(practice):
    assert len({one.text for one in BROKEN[practice]}) >= 3
    assert len({one.text for one in KEPT[practice]}) >= 3
    assert practice in NOT_APPLICABLE or practice in {"labels", "secrets"}


@pytest.mark.parametrize(("practice", "one"), cases(BROKEN))
def test_what_breaks_a_practice_is_found_with_its_place_its_reason_and_a_fix(practice, one):
    checked = one.checked(practice)
    assert not isinstance(checked, str), checked
    assert checked
    assert all(broken.message and broken.fix for broken in checked)
    assert {broken.at for broken in checked} <= {None, *parse(one.text, "Dockerfile").instructions}


@pytest.mark.parametrize(("practice", "one"), cases(KEPT))
def test_what_keeps_a_practice_passes(practice, one):
    assert one.checked(practice) == []


@pytest.mark.parametrize(("practice", "one"), cases(NOT_APPLICABLE))
def test_where_a_practice_does_not_apply_the_reason_is_told(practice, one):
    checked = one.checked(practice)
    assert isinstance(checked, str), checked
    assert checked


@pytest.mark.parametrize("practice", EVERY.values(), ids=lambda one: one.id)
def test_the_own_examples_of_a_practice_are_told_apart_by_its_check(practice):
    around = {"facts": CALLS_OTHERS if practice.id == "https" else {}}
    assert found(practice.id, practice.about.bad, **around)
    if practice.id == "ignore-file":
        around["ignore"] = tuple(practice.about.good.partition("\n")[0].removeprefix("# .dockerignore: ").split())
    assert found(practice.id, practice.about.good, **around) == []


# What real Dockerfiles taught


@pytest.mark.parametrize(
    ("image", "fix"),
    [
        ("python", "python:3.13-slim-trixie"),
        ("docker.io/library/node:latest", "node:24-trixie-slim"),
        ("somebody/ubuntu", "somebody/ubuntu:VERSION"),
        ("registry.example.com/team/python:latest", "registry.example.com/team/python:VERSION"),
        ("mcr.microsoft.com/dotnet/sdk", "mcr.microsoft.com/dotnet/sdk:VERSION"),
    ],
)
def test_the_fix_of_a_tag_stays_with_the_image_that_is_meant(image, fix):
    ((_, _, told),) = found("pin", f"FROM {image}\n")
    assert told.split(": ")[1] == f"{fix}."


@pytest.mark.parametrize(
    "tag", ["debian:buster-slim", "ubuntu:mantic", "debian:bookworm", "gcr.io/distroless/cc:nonroot"]
)
def test_the_name_of_a_distributions_release_is_a_version(tag):
    assert found("pin", f"FROM {tag}\n") == []


@pytest.mark.parametrize(
    "tag", ["python:bookworm", "node:trixie-slim", "golang:alpine3.23", "rust:slim-buster", "node:lts"]
)
def test_the_release_below_a_language_is_no_version_of_that_language(tag):
    assert found("pin", f"FROM {tag}\n")


@pytest.mark.parametrize(
    "image", ["somebody/node:6.2.1", "brimstone/ubuntu:14.04", "registry.example.com/team/python:2"]
)
def test_the_version_of_somebodys_own_image_is_not_that_of_its_namesake(image):
    assert isinstance(case(f"FROM {image}\n").checked("supported"), str)


@pytest.mark.parametrize(
    "image", ["mirror.example.com/node:16", "localhost:5000/library/node:16", "docker.io/library/node:16"]
)
def test_an_official_image_is_known_wherever_it_comes_from(image):
    assert "Node.js 16" in found("supported", f"FROM {image}\n")[0][1]


def test_a_digest_does_not_lengthen_a_message():
    ((_, message, _),) = found("supported", f"FROM python:3.7@sha256:{'0' * 64}\n")
    assert "sha256" not in message


def test_an_image_that_is_no_longer_made_has_another_one_as_its_fix():
    assert found("supported", "FROM openjdk:11\n")[0][2] == "Use another image: eclipse-temurin."


def test_of_two_steps_that_fetch_too_late_only_the_first_is_told():
    told = found("cache", DOTNET)
    assert [line for line, message, _ in told if "all sources" in message] == [4]
    assert [line for line, message, _ in told if "not cached" in message] == [4]


def test_a_step_after_a_fixed_one_still_has_to_mount_the_cache():
    text = DOTNET.replace("RUN dotnet restore", "RUN --mount=type=cache,target=/root/.nuget/packages dotnet restore")
    assert [line for line, message, _ in found("cache", text) if "not cached" in message] == [5]


def test_the_manifest_is_copied_to_where_the_command_reads_it():
    assert "Before the sources: COPY requirements.txt /flask/, then RUN this command." in [
        fix for _, _, fix in found("cache", FLASK)
    ]


def test_a_cache_helps_only_where_pip_is_not_told_to_have_none():
    fixes = [fix for *_, fix in found("cache", FLASK.replace("pip install -r", "pip install --no-cache-dir -r"))]
    assert any("without --no-cache-dir" in fix for fix in fixes)


def test_the_cache_of_a_user_is_in_that_users_home():
    text = 'FROM node:24\nUSER node\nCOPY --chown=node package.json ./\nRUN npm install\nCMD ["npm", "start"]\n'
    assert found("cache", text)[0][2] == "RUN --mount=type=cache,target=/home/node/.npm,uid=UID ..."


def test_sources_copied_by_name_come_too_early_as_well():
    assert found("cache", MAVEN)[0][:2] == (
        5,
        "all sources are copied (line 4) before maven fetches the dependencies, so each edit fetches them again",
    )


@pytest.mark.parametrize(
    ("copies", "is_late"),
    [
        ("COPY pyproject.toml uv.lock ./\nCOPY src/mail src/mail/", True),
        ("COPY pyproject.toml uv.lock src ./", True),
        ("COPY pyproject.toml uv.lock ./\nCOPY src/mail/version.py src/mail/", False),
        ("COPY pyproject.toml uv.lock ./\nCOPY scripts/ /scripts/", False),
        ("COPY app ./", False),
    ],
)
def test_a_folder_of_sources_beside_the_manifest_comes_too_early(copies, is_late):
    told = found("cache", f'FROM python:3.13-slim\n{copies}\nRUN uv sync\nCMD ["python"]\n')
    assert any("all sources" in message for _, message, _ in told) == is_late


def test_what_installs_the_project_too_is_told_to_leave_it_out_at_first():
    told = found("cache", "FROM python:3.13-slim\nCOPY . .\nRUN poetry install --only main\n")
    fix = "Before the sources: COPY pyproject.toml poetry.lock ./, then RUN this command with --no-root."
    assert told[0][2] == fix


def test_a_first_build_of_the_manifests_alone_counts_as_fetching():
    text = """
FROM rust:1.91 AS build
COPY Cargo.toml Cargo.lock ./
RUN cargo build --release && rm src/*.rs
COPY src ./src
RUN cargo build --release
"""
    assert not any("all sources" in message for _, message, _ in found("cache", text))


def test_an_administrator_of_windows_is_root():
    text = 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ContainerAdministrator\nCMD ["a.exe"]\n'
    assert found("user", text) == [(2, "the program runs as ContainerAdministrator", "USER ContainerUser")]
    assert found("user", text.replace("Administrator", "User")) == []


def test_a_go_tool_that_only_checks_use_may_keep_its_tables():
    lint = "FROM build AS lint\nRUN go build -o /lint ./tools/lint && /lint\n"
    text = f"{GO}\n{lint}\nFROM scratch\nCOPY --from=build /out/api /\n"
    assert found("strip", text) == []


def test_a_variable_in_a_shell_form_gets_a_fix_that_can_be_copied():
    assert (
        found("exec-form", "FROM a\nENV NAME=x\nCMD ${NAME} --serve\n")[0][2]
        == 'CMD ["sh", "-c", "exec ${NAME} --serve"]'
    )


def test_a_secret_that_another_stage_has_is_one_in_the_image_too():
    assert found("secrets", "FROM a AS b\nFROM c\nCOPY --from=b /app/.env ./.env\n")[0][0] == 3


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("registry=https://npm.example.com\n", []),
        ("//npm.example.com/:_authToken=${NPM_TOKEN}\n", []),
        ("//npm.example.com/:_authToken=abc123\n", [None]),
        (None, ["warning"]),
    ],
)
def test_npms_settings_are_a_secret_when_a_token_is_in_them(tmp_path, text, levels):
    if text is not None:
        (tmp_path / ".npmrc").write_text(text)
    (tmp_path / "Dockerfile").write_text("FROM node:24\nCOPY package.json .npmrc ./\n")
    build = build_of(tmp_path / "Dockerfile", "Dockerfile", tmp_path, tmp_path, TODAY)
    assert [broken.level for broken in EVERY["secrets"].about.check(build)] == levels


def test_the_folder_of_a_wrapper_is_no_source():
    text = MAVEN.replace("COPY pom.xml ./", "COPY gradle/ gradle/\nCOPY build.gradle ./").replace("mvn -B", "./gradlew")
    text = text.replace("-DskipTests clean package", "bootJar").replace("src ./src", "src/ src/")
    assert "line 5" in found("cache", text)[0][1]


def test_the_last_of_several_commands_takes_over_the_process():
    told = found("exec-form", "FROM elixir:1.19\nCMD mix deps.get && mix phx.server\n")
    assert told[0][2] == 'CMD ["sh", "-c", "mix deps.get && exec mix phx.server"]'


@pytest.mark.parametrize(
    ("command", "fix"),
    [
        ("R -e 'shiny::runApp(port = 3838)'", '["R", "-e", "shiny::runApp(port = 3838)"]'),
        ('echo "$HOME (x)"', r'["sh", "-c", "exec echo \"$HOME (x)\""]'),
        ("java -jar *.jar", '["sh", "-c", "exec java -jar *.jar"]'),
        ("nginx; tail -f log", '["sh", "-c", "exec ..."]'),
        ("echo 'a && b'", '["sh", "-c", "exec ..."]'),
    ],
)
def test_what_is_quoted_needs_no_shell(command, fix):
    assert found("exec-form", f"FROM a\nCMD {command}\n")[0][2] == f"CMD {fix}"


def test_a_command_in_shell_form_is_no_argument_of_an_entry_point():
    told = found("exec-form", 'FROM a\nENTRYPOINT ["./app"]\nCMD serve --port 80\n')
    assert told == [
        (
            3,
            "CMD is in shell form: ENTRYPOINT receives /bin/sh, -c and the command as its arguments",
            'CMD ["serve", "--port", "80"]',
        )
    ]
    assert [line for line, *_ in found("exec-form", "FROM a\nENTRYPOINT ./app\nCMD x\n")] == [2]


def test_a_project_file_in_a_folder_of_sources_is_no_source():
    restored = "COPY src/API.csproj src/\nRUN dotnet restore src/API.csproj\nCOPY src/ src/"
    text = DOTNET.replace("COPY . .\nRUN dotnet restore", restored)
    assert not any("all sources" in message for _, message, _ in found("cache", text))


@pytest.mark.parametrize(
    ("image", "asks"),
    [
        ("node:24-trixie-slim", '["node", "-e"'),
        ("python:3.13-slim", '["python", "-c"'),
        ("nginx:1.30-alpine", '["wget", "-qO/dev/null", "http://localhost:8080/"]'),
        ("eclipse-temurin:21-jre", "[...]"),
    ],
)
def test_the_fix_of_a_missing_health_check_asks_with_what_the_image_has(image, asks):
    assert found("healthcheck", f"FROM {image}\nEXPOSE 8080/tcp\nCMD a\n")[0][2].startswith(f"HEALTHCHECK CMD {asks}")


def test_the_folder_of_a_shell_is_no_password():
    assert found("secrets", "FROM a\nENV PWD=/app OLDPWD=/ COMPASS=n\n") == []


def test_a_file_that_the_ignore_file_names_to_let_in_is_meant(tmp_path):
    for name in (".env", ".env.production"):
        (tmp_path / name).touch()
    (tmp_path / ".dockerignore").write_text("**/.env.*\n!.env.production\n")
    (tmp_path / "Dockerfile").write_text("FROM node:24\nCOPY . .\n")
    build = build_of(tmp_path / "Dockerfile", "Dockerfile", None, tmp_path, TODAY)
    messages = [broken.message for broken in EVERY["ignore-file"].about.check(build)]
    assert messages == [".env is copied too: .dockerignore does not exclude it"]


@pytest.mark.parametrize("image", ["postgres:18", "docker.io/library/mysql:8.4", "rabbitmq:4-alpine", "redis:8"])
def test_a_database_that_gives_up_root_by_itself_needs_no_user(image):
    text = f"FROM {image}\nCOPY init.sql /docker-entrypoint-initdb.d/\n"
    for command in ("", 'CMD ["--port", "1"]\n'):
        why = case(text + command).checked("user")
        assert why == "the image's entry point drops root before it starts the server"
    for own in ('ENTRYPOINT ["/start.sh"]\n', 'CMD ["python3", "app.py"]\n', "CMD []\n"):
        assert found("user", text + own)[0][1] == "no USER: the program runs as root"


@pytest.mark.parametrize(
    "image", ["quay.io/keycloak/keycloak:26.4", "grafana/grafana:12.3", "prom/prometheus", "payara/micro:7"]
)
def test_an_image_with_a_limited_user_of_its_own_needs_none(image):
    assert found("user", f'FROM {image}\nCOPY a /a\nENTRYPOINT ["/a"]\n') == []


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("FROM node:24\nUSER node\n", "USER 1000"),
        ("FROM nginx:1.30-alpine\nUSER nginx\n", "USER 101"),
        ("FROM php:8.4-fpm-alpine\nUSER www-data\n", "USER 82"),
        ("FROM php:8.4-apache\nUSER www-data\n", "USER 33"),
        ("FROM alpine:3.23\nRUN addgroup -g 7 a && adduser -S -u 8 -G a a\nUSER a\n", "USER 8"),
        ('FROM debian:13\nARG ID=9\nARG NAME=b\nRUN useradd --uid "${ID}" $NAME\nUSER $NAME\n', "USER 9"),
        (
            "FROM debian:13\nRUN useradd -r app\nUSER app\n",
            "Use the numeric ID of app: `id -u app` in the image prints it.",
        ),
    ],
)
def test_the_fix_of_a_user_by_name_is_the_number_that_this_user_has(text, fix):
    assert [told[2] for told in found("user", text)] == [fix]


def test_a_user_from_an_argument_before_from_is_root():
    text = "ARG WHO=node\nFROM node:24\nUSER ${WHO}\n"
    message = "${WHO} is empty, so the program runs as root: an ARG before FROM has no value in a stage"
    assert found("user", text) == [(3, message, "ARG WHO after FROM")]
    assert found("user", text.replace("USER", "ARG WHO\nUSER"))[0][2] == "USER 1000"


@pytest.mark.parametrize(
    ("ports", "asks"),
    [
        ("EXPOSE 15672\nEXPOSE 5672", "http://localhost:15672/"),
        ("EXPOSE 22 3000", "http://localhost:3000/"),
        ("EXPOSE 53/udp 8053/udp 80", "http://localhost:80/"),
        ("ENV PORT=3000\nEXPOSE $PORT", "http://localhost:3000/"),
        ("EXPOSE 5432", "[...]"),
    ],
)
def test_a_health_check_asks_a_port_that_speaks_http(ports, asks):
    assert asks in found("healthcheck", f"FROM nginx:1.30-alpine\n{ports}\n")[0][2]


def test_a_health_check_does_not_ask_fastcgi_by_http():
    assert found("healthcheck", "FROM php:8.4-fpm-alpine\nEXPOSE 9000\n")[0][2] == "HEALTHCHECK CMD [...]"


def test_a_secret_of_the_running_program_is_given_when_it_starts():
    fix = found("secrets", "FROM mysql:8.4\nENV MYSQL_ROOT_PASSWORD=x\n")[0][2]
    assert fix.startswith("Pass it at run time: docker run --env MYSQL_ROOT_PASSWORD.")
    assert "docker run" not in found("secrets", "FROM a\nARG NPM_TOKEN\n")[0][2]


@pytest.mark.parametrize("text", ["echo 'root:toor' | chpasswd", 'echo "dev:1234"|sudo chpasswd'])
def test_a_password_for_chpasswd_is_a_secret(text):
    assert [told[0] for told in found("secrets", f"FROM a\nRUN {text}\n")] == [2]


@pytest.mark.parametrize("text", ['echo "root:$PASS" | chpasswd', "chpasswd < /run/secrets/users", "echo a:b | tee c"])
def test_a_password_that_is_not_written_down_is_none(text):
    assert found("secrets", f"FROM a\nRUN {text}\n") == []


def test_the_name_of_a_release_of_ros_is_a_version():
    assert found("pin", "FROM ros:jazzy\nFROM ros:humble-ros-base-jammy\n") == []
    assert len(found("pin", "FROM ros:rolling\n")) == 1


# What dockgen makes


@pytest.mark.parametrize("one", sample.load_all(), ids=lambda one: one.name)
def test_what_dockgen_makes_is_clean_under_its_own_audit(one, tmp_path):
    folder = one.copy_to(tmp_path)
    shutil.copytree(one.expected, folder, dirs_exist_ok=True)
    plans = generate(folder, Settings(), None).plans
    applied = {practice for practice in EVERY if practice in ALWAYS or all(plan.does[practice] for plan in plans)}
    files = [path for path in folder.rglob("*Dockerfile") if path.is_file()]
    assert files
    for path in files:
        findings = audit(build_of(path, path.name, None, folder, TODAY)).findings()
        assert {told.rule for told in findings if told.rule in applied} == {*one.audit}
