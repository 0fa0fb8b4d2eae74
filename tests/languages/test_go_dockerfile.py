"""Dockerfiles of Go programs that need more than a compiler, at every rung: no linter finds anything."""

from pathlib import Path

import pytest
import sample
from buildkit.plans import PROJECT, dockerfile, plan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import with_values

from dockgen.errors import UsageError
from dockgen.languages import go
from dockgen.languages.go.record import Variable
from dockgen.languages.kit.sqlite_files import Link
from dockgen.model.front_end import FrontEnd
from dockgen.practices import RUNGS

pytest_plugins = ["buildkit.oracle"]

FRONT_END = FrontEnd(
    folder="web",
    sources=("web ./",),
    built="web/dist",
    target="web/dist",
    replaced=False,
    removed=(),
    node="24",
    manager="npm install --global pnpm@10.1.0",
    install=("pnpm install --frozen-lockfile",),
    build=("pnpm run build",),
    cache="/pnpm/store",
    manifests=("web/package.json web/pnpm-lock.yaml ./",),
    env=("CI=true", "PNPM_HOME=/pnpm"),
    arguments=(),
    env_files=(),
)


def project(**values):
    """Return a project with some values changed."""
    return with_values(PROJECT, **values)


PROGRAMS = {
    "workspace": project(workspace=True, manifests=("./api", "./lib"), sources=("./api", "./lib")),
    "workspace with the top": project(workspace=True, manifests=(".", "./lib")),
    "front end": project(front_end=FRONT_END),
    "front end at the top": project(
        front_end=FRONT_END._replace(folder="", sources=(". ./",), built="dist", target="dist")
    ),
    "front end of a member": project(workspace=True, sources=("./web", "./lib"), front_end=FRONT_END),
    "front end whose files are not known": project(front_end=FRONT_END._replace(manifests=(), manager="")),
    "private": project(private="git.acme.dev/*,*.acme.dev", proxy="https://go.acme.dev,direct", debian=True),
    "C libraries": project(libc=True, build_packages=("libvips-dev",), run_packages=("libvips42t64",)),
    "files that it opens": project(opened=("config.yaml", "web/static"), opened_in="api"),
    "databases": project(
        keeps=("data", "var/x"), links=(Link("app.db", "data/app.db"), Link("web/b.db", "data/web-b.db"))
    ),
    "tags and a version": project(
        tags=("netgo", "premium"), version_variable=Variable(name="main.version", default="1.2.3+a")
    ),
    "a word": project(subcommand="serve"),
    "gin": project(environment={"GIN_MODE": "release"}),
}
CHOSEN = [(name, rung, base) for name in PROGRAMS for rung in RUNGS for base in (None, *go.BASES)]


def planned(name, **raw):
    """Return the plan, or None where the answers contradict each other or the program."""
    try:
        return plan(PROGRAMS[name], **raw)
    except UsageError:
        return None


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_rung_builds_on_each_base_that_it_fits(buildkit, name):
    plans = {(rung, base): planned(name, practices=rung, base=base) for rung in RUNGS for base in (None, *go.BASES)}
    built = {which: buildkit.build(dockerfile(of)) for which, of in plans.items() if of is not None}
    assert len(built) > len(RUNGS)
    assert {which: one["warnings"] for which, one in built.items() if one.get("warnings")} == {}


@settings(deadline=None, derandomize=True, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(CHOSEN),
    raw=st.fixed_dictionaries(
        {
            "comments": st.sampled_from(["none", "brief", "full"]),
            "user": st.sampled_from([None, "app", "root"]),
            "with_": st.sampled_from([[], ["timezones"]]),
        }
    ),
)
def test_hadolint_finds_nothing_that_it_does_not_find_without(tmp_path: Path, which, raw):
    name, rung, base = which
    of = planned(name, practices=rung, base=base, **raw)
    if of is None:
        return
    usual = plan(PROJECT, practices=rung, base=of.base if base else None, **raw)
    files = tmp_path / "with", tmp_path / "without"
    for file, text in zip(files, (dockerfile(of), dockerfile(usual)), strict=True):
        file.write_text(text)
    assert set(sample.hadolint(files[0])) <= set(sample.hadolint(files[1]))


def test_a_program_of_a_workspace_sees_only_its_own_modules():
    text = dockerfile(plan(PROGRAMS["workspace"]))
    assert (
        "COPY go.work go.work.sum* ./\nCOPY api/go.mod api/go.sum* ./api/\nCOPY lib/go.mod lib/go.sum* ./lib/\n" in text
    )
    assert (
        "--mount=type=bind,source=api,target=/src/api \\\n    --mount=type=bind,source=lib,target=/src/lib \\\n" in text
    )
    assert "--mount=type=bind,target=/src " not in text


def test_what_a_front_end_leaves_is_mounted_into_the_sources():
    text = dockerfile(plan(PROGRAMS["front end of a member"]))
    assert (
        "--mount=type=bind,source=web,target=/src/web,rw \\\n    --mount=type=bind,source=lib,target=/src/lib \\\n"
        in text
    )
    assert "--mount=type=bind,from=frontend,source=/src/web/dist,target=/src/web/dist" in text


def test_a_front_end_s_image_comes_from_the_mirror_too():
    text = dockerfile(plan(PROGRAMS["front end"], registry="mirror.example.com"))
    assert "ARG NODE_IMAGE=mirror.example.com/node:" in text


def test_the_password_of_private_modules_is_a_secret_of_each_step_that_downloads():
    text = dockerfile(plan(PROGRAMS["private"]))
    assert text.count("--mount=type=secret,id=netrc,target=/root/.netrc") == 2
    assert text.count("GOPRIVATE='git.acme.dev/*,*.acme.dev' GOPROXY=https://go.acme.dev,direct ") == 2
    assert "golang:1.26-trixie" in text  # it has git
    on_alpine = dockerfile(plan(PROGRAMS["private"], base="alpine"))
    assert "RUN apk add --no-cache git" in on_alpine


def test_packages_are_added_to_the_stage_that_needs_them():
    build, final = dockerfile(plan(PROGRAMS["C libraries"])).split(" AS final\n")
    assert ("libvips-dev" in build, "libvips42t64" in build) == (True, False)
    assert ("libvips-dev" in final, "libvips42t64" in final) == (False, True)


def test_what_is_opened_lies_where_the_program_starts():
    final = dockerfile(plan(PROGRAMS["files that it opens"])).split(" AS final\n")[1]
    assert "WORKDIR /app\nCOPY api/config.yaml ./config.yaml\nCOPY api/web/static ./web/static\n" in final


def test_the_version_is_an_argument_of_the_build():
    text = dockerfile(plan(PROGRAMS["tags and a version"], with_=["timezones"]))
    assert "ARG VERSION=1.2.3+a\n" in text
    assert """-ldflags="-s -w -X 'main.version=$VERSION'" -tags timetzdata,netgo,premium""" in text


def test_it_starts_with_the_word_that_serves_and_is_asked_without():
    text = dockerfile(plan(with_values(PROGRAMS["a word"], health="health")))
    assert 'ENTRYPOINT ["/shop", "serve"]' in text
    assert 'CMD ["/shop", "health"]' in text


def test_what_a_person_sets_goes_before_a_framework_s_own():
    assert 'ENV GIN_MODE="release"' in dockerfile(plan(PROGRAMS["gin"]))
    text = dockerfile(plan(PROGRAMS["gin"], env=["GIN_MODE=debug"]))
    assert ("release" in text, 'ENV GIN_MODE="debug"' in text) == (False, True)
