"""A very large folder: a line says every ten seconds that it is still read."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from snapshots import write

from dockgen.terminal import waiting

SLOW = """
import os, sys, time
from dockgen.terminal import waiting
waiting.PERIOD = 0.05
real = os.scandir
def scandir(path):
    if sys.argv[1] in str(path):
        time.sleep(0.4)
    return real(path)
os.scandir = scandir
from dockgen.__main__ import main
main()
"""


COMMANDS = ("detect", "audit", "pin --check", "outdated", "update --check", "init --yes --diff")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_slow_folder_is_told_of(command: str, tmp_path: Path) -> None:
    write(tmp_path, {"src/a/go.mod": "module x\n", "src/a/main.go": "package main\nfunc main() {}\n"})
    write(tmp_path, {"src/a/Dockerfile": "FROM scratch\n", "dockgen.toml": 'app = "src/a"\n'})
    done = subprocess.run(
        [sys.executable, "-c", SLOW.replace("sys.argv[1]", repr(os.fspath(tmp_path))), *command.split(), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.search(r"^Still reading the project \(0 s\) \.\.\.$", done.stderr, re.MULTILINE), done.stderr
    assert "Still" not in done.stdout


def test_a_quick_step_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with waiting.told("reading"):
        pass
    assert capfd.readouterr().err == ""


def test_nothing_is_said_while_a_person_is_asked(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PERIOD", 0.02)
    with waiting.told("reading"):
        with waiting.paused():
            time.sleep(0.2)
        assert capfd.readouterr().err == ""
        time.sleep(0.2)
    assert "Still reading" in capfd.readouterr().err
    time.sleep(0.1)
    assert capfd.readouterr().err == ""


def test_another_thread_says_nothing(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PERIOD", 0.01)

    def wait() -> None:
        with waiting.told("reading"), waiting.paused():
            time.sleep(0.05)

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join()
    assert capfd.readouterr().err == ""
