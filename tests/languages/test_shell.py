"""Shell scripts: which one is the program, what reads it, what it calls, and what it writes."""

import pytest

from dockgen.languages import shell
from dockgen.reading.project import Project


@pytest.fixture
def project(tmp_path):
    """Return a function that writes files and opens their folder."""

    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
        return Project(tmp_path)

    return write


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"start.sh": "echo a", "x.sh": "#!/bin/sh"}, "start.sh"),
        ({"run.sh": "", "main.sh": ""}, "main.sh"),
        ({"tally.sh": "#!/usr/bin/env bash\n", "README.md": ""}, "tally.sh"),
        ({"tally.sh": "#!/bin/sh\n", "install.sh": "#!/bin/sh\n"}, "tally.sh"),
        ({"tally.sh": "echo no first line"}, None),
        ({"install.sh": "#!/bin/sh\n"}, None),
        ({"a.sh": "#!/bin/sh\n", "b.sh": "#!/bin/sh\n"}, None),
        ({"start.sh": "echo a", "main.c": ""}, None),
        ({"start.sh": "echo a", "CMakeLists.txt": ""}, None),
        ({"lib/a.sh": "#!/bin/sh\n"}, None),
    ],
)
def test_the_script_that_is_the_program_is_found(project, files, found):
    assert shell.detect(project(files)) == found


def test_a_script_that_is_not_the_program_is_named(project):
    assert shell.nearly(project({"a.txt": ""})) is None
    assert shell.nearly(project({"install.sh": ""})) == "install.sh is here, but no start.sh that says what runs"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("#!/bin/sh\necho a", ("sh", "start.sh")),
        ("#!/bin/bash\necho a", ("bash", "start.sh")),
        ("#!/usr/bin/env zsh\necho a", ("zsh", "start.sh")),
        ("all=(a b)\necho ${all[1]}", ("bash", "start.sh")),
        ("if [[ $1 ]]; then echo a; fi", ("bash", "start.sh")),
        ("", ("sh", "start.sh")),
    ],
)
def test_the_shell_is_the_one_that_the_script_is_for(project, text, start):
    program = shell.inspect(project({"start.sh": text}), None)
    assert program.command.value == start
    assert not program.serves.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("curl -s x | jq .a", ("curl-program", "jq")),
        ("need awk jq column\n", ("bsdextrautils", "jq")),
        ("for tool in rsync zip; do command -v $tool; done", ("rsync", "zip")),
        ("X=1 exec socat a b", ("socat",)),
        ("if ! git pull; then a=$(psql -c x); fi", ("git-program", "postgresql-client")),
        ("# curl\necho 'a | jq'\n", ()),
        ("grep a b | sort | uniq -c", ()),
    ],
)
def test_the_programs_that_it_calls_are_installed(project, text, words):
    assert shell.inspect(project({"start.sh": text}), None).own.runs.value == words


def test_scripts_beside_it_count_and_tests_do_not(project):
    files = {"start.sh": ". lib/a.sh\n", "lib/a.sh": "wget x\n", "tests/a.sh": "git clone x\n"}
    assert shell.inspect(project(files), None).own.runs.value == ("wget",)


@pytest.mark.parametrize(
    ("text", "port", "reads"),
    [
        ("while true; do echo a | nc -l -p 9000; done", 9000, False),
        ("exec socat TCP-LISTEN:${PORT:-7000},fork x", 7000, True),
        ("port=8181\nbusybox httpd -f -p $port", 8181, False),
        ("exec python3 -m http.server 8800", 8800, False),
        ("nc -lk $1", 8080, False),
        ("nc example.com 80", None, False),
    ],
)
def test_a_server_and_its_port_are_found(project, text, port, reads):
    program = shell.inspect(project({"start.sh": text}), None)
    assert (program.port.value, program.serves.value, program.port_env.value) == (port, port is not None, reads)


@pytest.mark.parametrize(
    ("text", "folders", "changed"),
    [
        ("mkdir -p out\necho a > out/b.txt", ("out",), ()),
        ('dir=${OUT:-made/by}\nmkdir -p "$dir"', ("made",), ()),
        ("echo a >> log/run.log", ("log",), ()),
        ("date > last", (), (".",)),
        ("date > conf/last", (), ("conf",)),
        ("cd $(dirname $0)\nbase=$(cd $(dirname $0) && pwd)\ntouch $base/state/x", ("state",), ()),
        ("echo a > /tmp/x; echo b >&2; echo c 2>/dev/null; cat < in", (), ()),
        ("echo a > $1; a=$a/x; echo > $a", (), ()),
        ("echo a > ../x", (), ()),
    ],
)
def test_what_it_writes_is_kept(project, text, folders, changed):
    kept = shell.inspect(project({"start.sh": text, "conf/a": ""}), None).own.kept.value
    assert (kept.folders, kept.changed) == (folders, changed)
