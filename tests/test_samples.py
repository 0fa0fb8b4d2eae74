"""Every folder of `tests/samples/` is a test: nobody writes Python to add one."""

import re

import pytest
import sample

from dockgen.languages import LANGUAGES
from dockgen.reading.project import Project

SAMPLES = sample.load_all()
SCAFFOLDED = [one for one in SAMPLES if not (sample.FOLDER / one.name / "project").is_dir()]


@pytest.mark.parametrize("one", SAMPLES, ids=lambda one: one.name)
def test_a_sample_gives_its_expected_files(one, tmp_path):
    folder = one.copy_to(tmp_path)
    before = sample.files(folder)
    sample.init(folder, *one.flags)
    after = sample.files(folder)
    assert sample.new_files(before, after) == sample.files(one.expected), "if that is meant: make samples"
    assert {path: after[path] for path in before} == before, "a file of the project was changed"
    assert_done(folder, one.flags, one.warnings)
    assert_done(folder, (), one.warnings)  # dockgen.toml keeps the answers
    assert sample.files(folder) == after
    locks = [lock.parent for lock in folder.rglob(".dockgen.lock")]
    assert locks or "config" in " ".join(one.flags)
    for place in locks:
        assert sample.is_recorded(place)
        done = sample.dockgen("update", place)
        assert {line.split()[0] for line in done.stdout.splitlines()} == {"identical"}, done.stderr
    assert sample.hadolint(folder / "Dockerfile") == list(one.findings)


@pytest.mark.parametrize("one", [one for one in SAMPLES if not one.flags], ids=lambda one: one.name)
def test_a_sample_without_flags_has_what_every_image_should_have(one):
    for path, content in sample.files(one.expected).items():
        if path.endswith("Dockerfile"):
            assert_keeps_the_rules(content.decode())


def assert_keeps_the_rules(dockerfile):
    """A pinned base, a numeric user who is not root, exec form, and dependencies before sources with a cache mount."""
    assert re.search(r"^USER [1-9][0-9]*:[0-9]+$", dockerfile, re.MULTILINE)
    assert re.findall(r"^(?:CMD|ENTRYPOINT) (.)", dockerfile, re.MULTILINE) == ["["]
    assert re.search(r"^ARG (?:BUILD|RUNTIME)_IMAGE=[^:\n]+:(?:[^:\n]*[0-9]|trixie)", dockerfile, re.MULTILINE)
    install = re.search(INSTALL, dockerfile)
    if install is None:
        return
    sources = re.search(r"(?m)^COPY (?:--\S+ )*\. |target=\.(?:,| |$)", dockerfile)
    assert sources is None or install.start() < sources.start()
    assert "--mount=type=cache" in dockerfile[dockerfile.rindex("RUN", 0, install.start()) : install.end()]


INSTALL = (
    r"go (?:mod|work) download|pip \S*\s?(?:--\S+ \S+ )*install -r|uv sync|poetry (?:sync|install)|"
    r"pdm (?:sync|install)|pipenv (?:sync|install)|"
    r"npm (?:ci|install)\b(?! -g| --global)|yarn install|pnpm install|bun install"
)


def assert_done(folder, flags, warnings):
    """Run dockgen once more: it has nothing to do, and says so."""
    words = {line.split()[0] for line in sample.init(folder, *flags).partition("\n\n")[0].splitlines()}
    assert words - {"left", "program"} == {"identical"}  # what is left out, or which program is meant, is said again
    checked = sample.dockgen("init", folder, *flags, "--check")
    assert (checked.returncode, checked.stderr) == (0, "".join(f"warning: {one}\n" for one in warnings))


@pytest.mark.parametrize("key", ["flag = []", "[run]\nhttp = {}\nport = 1\ntsl = true"])
def test_an_unknown_key_in_sample_toml_fails(key):
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'flag'|unexpected keyword argument 'tsl'"):
        sample.parse("broken", f"flags = []\n{key}" if key.startswith("[") else key)


@pytest.mark.parametrize("one", SCAFFOLDED, ids=lambda one: one.name)
def test_the_facts_of_the_sample_app_are_those_that_its_plan_was_made_of(one, tmp_path):
    folder = one.copy_to(tmp_path)
    sample.init(folder, *one.flags)
    for language in LANGUAGES.values():
        project = Project(folder)
        if language.detect(project) is None:
            continue
        found = {key: fact.value for key, fact in language.inspect(project, None).facts.items()}
        promised = {key: fact.value for key, fact in language.SAMPLE.facts.items()}
        open_facts = {key for key, value in promised.items() if value is None}  # they follow the answers
        answered = {"port": int(one.run.port)} if one.run.port else {}
        assert {key: value for key, value in found.items() if key not in open_facts} == {
            key: value for key, value in promised.items() if key not in open_facts
        } | answered
        assert found.keys() == promised.keys()
        return
    pytest.fail("no language knows its own sample app")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_samples(language):
    assert [one.name for one in SAMPLES if one.name.startswith(f"{language}-")]
