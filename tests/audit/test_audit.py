"""`dockgen audit` from the command line: which files it finds, what it tells in which form, and when it fails."""

import json
import os
import re
import stat
import sys
from pathlib import Path

import jsonschema
import pytest
from schemas import schema
from snapshots import write

from dockgen import __main__
from dockgen.audit import others
from dockgen.audit.run import Audit, Finding, Verdict
from dockgen.practices import EVERY

GOOD = """\
FROM node:24-trixie-slim
WORKDIR /app
COPY server.js ./
LABEL org.opencontainers.image.title="server"
USER 65532:65532
CMD ["node", "server.js"]
"""
BAD = GOOD.replace("USER 65532:65532\n", "").replace('CMD ["node", "server.js"]', "CMD node server.js")


@pytest.fixture
def audit(capsys, monkeypatch, tmp_path):
    """Return a function that writes files and audits them without other tools: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def audit(files, *arguments):
        write(tmp_path, files)
        monkeypatch.setattr(sys, "argv", ["dockgen", "audit", "--no-tools", *arguments])
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return audit


def found(out):
    """Return file, line and rule of each finding of a JSON report."""
    return [(one["path"], each["line"], each["rule"]) for one in json.loads(out)["files"] for each in one["findings"]]


# Which files


def test_all_usual_names_are_found_and_hidden_vendored_and_foreign_ones_are_not(audit):
    names = ("Dockerfile", "Dockerfile.dev", "api.Dockerfile", "web/Containerfile", "web/x.dockerfile")
    others_ = ("Dockerfile.dockerignore", "node_modules/Dockerfile", ".x/Dockerfile", "Dockerfile.j2", "aDockerfile")
    _, out, _ = audit(dict.fromkeys((*names, *others_), GOOD), "--format", "json")
    assert sorted(one["path"] for one in json.loads(out)["files"]) == sorted(names)


def test_several_paths_are_audited_in_their_order(audit):
    _, out, _ = audit({"b/Dockerfile": GOOD, "a.txt": GOOD}, "b", "a.txt", "--format", "json")
    assert [one["path"] for one in json.loads(out)["files"]] == ["b/Dockerfile", "a.txt"]


def test_a_folder_without_a_dockerfile_is_said(audit):
    code, out, err = audit({"x": ""})
    assert (code, out) == (6, "")
    assert (
        err == "dockgen: no Dockerfile in .\n  Looked for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile.\n"
    )


def test_a_path_that_is_not_there_is_said(audit):
    code, _, err = audit({}, "nowhere")
    assert code == 6
    assert "nowhere does not exist" in err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"", "there is no FROM"),
        (b"RUM x\n", "unknown instruction"),
        (b"FROM a\nRUN <<EOF\nx", "unterminated heredoc"),
        (b"#" * (1024 * 1024 + 1), "larger than"),
    ],
)
def test_what_is_no_dockerfile_is_said_and_keeps_nobody_from_the_others(audit, tmp_path, content, message):
    (tmp_path / "Dockerfile").write_bytes(content)
    code, out, err = audit({"b.Dockerfile": GOOD}, "--format", "json")
    assert code == 6
    assert message in err
    assert "Traceback" not in err
    assert [one["path"] for one in json.loads(out)["files"]] == ["b.Dockerfile"]


def test_a_file_that_nobody_may_read_is_said(audit, tmp_path):
    if os.geteuid() == 0:
        (tmp_path / "Dockerfile").symlink_to("/proc/1/mem/x")
    else:
        (tmp_path / "Dockerfile").touch(stat.S_IWUSR)
    code, _, err = audit({}, "Dockerfile")
    assert code == 6
    assert err.startswith("dockgen: Dockerfile ")


# What is told


def test_each_practice_gets_one_verdict(audit):
    _, out, _ = audit({"Dockerfile": GOOD}, "--format", "json")
    (one,) = json.loads(out)["files"]
    assert [each["id"] for each in one["practices"]] == list(EVERY)
    assert {each["state"] for each in one["practices"]} == {"kept", "not applicable"}
    assert all((each["reason"] is None) == (each["state"] == "kept") for each in one["practices"])


def test_findings_stand_in_the_order_of_their_lines(audit):
    _, out, _ = audit({"Dockerfile": BAD}, "--format", "json")
    assert found(out) == [("Dockerfile", 1, "user"), ("Dockerfile", 5, "exec-form")]


def test_text_says_line_reason_and_fix(audit):
    code, out, _ = audit({"Dockerfile": BAD})
    words = " ".join(out.split())
    assert code == 1
    assert "warning line 5, exec-form: CMD is in shell form" in words
    assert 'Fix: CMD ["node", "server.js"]' in words
    assert "passed pin, multi-stage, labels, secrets, supported" in words
    assert words.endswith("1 file: 2 warnings.")


def test_a_good_file_has_nothing_to_change(audit):
    code, out, err = audit({"Dockerfile": GOOD})
    assert (code, err) == (0, "")
    assert out.endswith("1 file: no findings.\n")


def test_a_comment_silences_a_practice_at_its_instruction_and_keeps_the_reason(audit):
    text = BAD.replace("CMD", "# dockgen:ignore=exec-form the shell is wanted\nCMD")
    _, out, _ = audit({"Dockerfile": text}, "--format", "json")
    assert found(out) == [("Dockerfile", 1, "user")]
    practices = {each["id"]: each for each in json.loads(out)["files"][0]["practices"]}
    assert practices["exec-form"]["ignored"][0]["reason"] == "the shell is wanted"


def test_a_comment_at_the_top_silences_a_practice_in_the_whole_file(audit):
    _, out, _ = audit({"Dockerfile": f"# dockgen:ignore=exec-form,user legacy\n\n{BAD}"}, "--format", "json")
    assert found(out) == []


def test_a_comment_that_names_no_practice_is_told(audit):
    _, out, _ = audit({"Dockerfile": f"# dockgen:ignore=exec-from x\n{GOOD}"})
    assert "dockgen:ignore=exec-from does not name a practice" in " ".join(out.split())
    assert "Did you mean 'exec-form'?" in out


def test_what_the_dockerignore_keeps_out_is_not_told(audit):
    files = {"Dockerfile": GOOD.replace("COPY server.js ./", "COPY . ."), ".env": "A=1", ".dockerignore": "# x\n.git\n"}
    assert found(audit(files, "--format", "json")[1]) == [("Dockerfile", 3, "ignore-file")]
    assert found(audit({".dockerignore": "**/.env\n"}, "--format", "json")[1]) == []


def test_a_dockerfile_s_own_ignore_file_goes_before_the_folder_s(audit):
    files = {"Dockerfile": GOOD.replace("COPY server.js ./", "COPY . ."), ".env": "A=1", ".dockerignore": "x\n"}
    assert found(audit(files | {"Dockerfile.dockerignore": ".env*\n"}, "--format", "json")[1]) == []


def test_the_context_of_a_file_below_is_the_folder_that_holds_what_it_copies(audit):
    text = GOOD.replace("COPY server.js ./", "COPY . ./\nCOPY src/server.js ./")
    files = {"docker/Dockerfile": text, "src/server.js": "", ".env": "A=1", ".dockerignore": "x\n"}
    assert ("docker/Dockerfile", 3, "ignore-file") in found(audit(files, "--format", "json")[1])


# When it fails


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_the_exit_code_is_1_from_the_level_that_is_asked_for(audit, fail_on, code):
    assert audit({"Dockerfile": BAD}, "--fail-on", fail_on)[0] == code


@pytest.mark.parametrize("flags", [("--fail-on", "errors"), ("--format", "xml")])
def test_a_word_that_is_not_allowed_stops_with_the_nearest(audit, flags):
    code, out, err = audit({"Dockerfile": BAD}, *flags)
    assert (code, out) == (2, "")
    assert flags[0] in err


# Other programs' formats


def test_sarif_fits_its_schema(audit):
    _, out, _ = audit({"Dockerfile": BAD, "a b/Dockerfile": BAD}, "--format", "sarif")
    report = json.loads(out)
    jsonschema.validate(report, schema("sarif-2.1.0"))
    (run,) = report["runs"]
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["Dockerfile"] * 2 + ["a%20b/Dockerfile"] * 2
    assert [place["region"]["startLine"] for place in places] == [1, 5, 1, 5]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert all(one["partialFingerprints"] for one in run["results"])


def test_sarif_of_nothing_fits_its_schema_too(audit):
    report = json.loads(audit({"Dockerfile": GOOD}, "--format", "sarif")[1])
    jsonschema.validate(report, schema("sarif-2.1.0"))
    assert report["runs"][0]["results"] == []


def test_githubs_annotations_name_file_line_and_level(audit):
    _, out, _ = audit({"a,b/Dockerfile": BAD}, "--format", "github")
    lines = out.splitlines()
    assert lines[0].startswith("::warning file=a%2Cb/Dockerfile,line=1,endLine=1,title=user::no USER")
    assert all(
        re.fullmatch(r"::(?:warning|notice|error) file=[^,]+,line=\d+,endLine=\d+,title=[\w-]+::.+", one)
        for one in lines
    )


# Other tools

USER_FINDING = Finding("user", "warning", "Dockerfile", 3, 3, "root", "USER 1")


def test_what_two_tools_find_is_told_once():
    verdict = Verdict("user", "broken", "", (USER_FINDING,))
    same = [
        Finding("DL3002", "warning", "Dockerfile", 3, 3, "Last USER should not be root", "", "hadolint"),
        Finding("WorkdirRelativePath", "warning", "Dockerfile", 2, 2, "relative", "", "buildkit"),
        Finding("DL3000", "error", "Dockerfile", 2, 2, "Use absolute WORKDIR", "", "hadolint"),
        Finding("DL3018", "warning", "Dockerfile", 3, 3, "Pin versions in apk add", "", "hadolint"),
    ]
    audit = others.merged(Audit("Dockerfile", (verdict,)), same)
    assert [one.rule for one in audit.findings()] == ["WorkdirRelativePath", "DL3018", "user"]


def test_what_a_comment_silences_is_not_told_by_another_tool_either():
    verdict = Verdict("user", "kept", "", (), ((USER_FINDING, "because"),))
    found = [Finding("DL3002", "warning", "Dockerfile", 3, 3, "Last USER should not be root", "", "hadolint")]
    assert others.merged(Audit("Dockerfile", (verdict,)), found).findings() == []


def test_hadolint_is_asked_where_it_is_installed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    path = tmp_path / "Dockerfile"
    path.write_text('FROM debian:trixie-slim\nRUN cd /x\nCMD ["x"]\n')
    assert ("DL3003", 2) in [(one.rule, one.line) for one in others.hadolint(path, "Dockerfile")]


def test_without_other_tools_nothing_is_missed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "Dockerfile"
    path.write_text(BAD)
    assert [*others.hadolint(path, "x"), *others.buildkit(path, "x", tmp_path)] == []


@pytest.mark.parametrize(
    ("first", "image"),
    [
        ("# syntax=evil.example/front:1\n", "evil.example/front:1"),
        ("#SYNTAX = evil.example/front\n", "evil.example/front"),
        ("# check=skip=all\n# syntax=evil.example/docker/dockerfile:1\n", "evil.example/docker/dockerfile:1"),
        ("# syntax=docker/dockerfile-evil:1\n", "docker/dockerfile-evil:1"),
        ("# syntax=docker/dockerfile:1\n", ""),
        ("# syntax=docker.io/docker/dockerfile:1.7@sha256:00\n", ""),
        ("# a comment\n", ""),
        ("", ""),
    ],
)
def test_a_stranger_s_frontend_is_not_run(tmp_path, monkeypatch, capsys, first, image):
    write(tmp_path, {"Dockerfile": first + GOOD, "bin/docker": f"#!/bin/sh\necho asked >> {tmp_path}/asked\n"})
    (tmp_path / "bin/docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setattr(sys, "argv", ["dockgen", "audit", str(tmp_path / "Dockerfile")])
    with pytest.raises(SystemExit):
        __main__.main()
    assert (tmp_path / "asked").exists() == (image == "")
    assert (f"would run {image}" in capsys.readouterr().err) == (image != "")


@pytest.mark.parametrize("answer", ["", "no JSON", "[1]", '{"warnings": null}', '{"warnings": [{}]}'])
def test_an_answer_of_another_tool_that_makes_no_sense_is_left_out(tmp_path, monkeypatch, answer):
    for name in ("hadolint", "docker"):
        (tmp_path / name).write_text(f"#!/bin/sh\ncat <<'EOF'\n{answer}\nEOF\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    path = tmp_path / "Dockerfile"
    path.write_text(BAD)
    assert [*others.hadolint(path, "x")] == []
    assert all(one.line == 1 for one in others.buildkit(path, "x", tmp_path))
