"""Images that misbehave in `dockgen verify`, with a real engine: it ends in time, needs little memory, and says why."""

import json
import subprocess
import sys
import threading

import pytest

from dockgen.errors import ExitCode

pytestmark = pytest.mark.engine

BASE = "python:3.13-slim"
MEMORY = """
import atexit, re, sys
path = sys.argv.pop(1)
# Not getrusage(2): its figure begins with what the process that started this one had.
peak = lambda: re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
atexit.register(lambda: open(path, "w").write(peak()))
from dockgen.__main__ import main
main()
"""
MOST_MEMORY = 150_000
"""Kilobytes, of which the system tells: getrusage(2)."""
SERVER = """\
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        {answer}
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
"""


@pytest.fixture
def project(tmp_path, engine, monkeypatch):
    """Return a function that makes a folder with a Dockerfile and other files."""
    del engine  # only that there is one
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def make(dockerfile, name="project", **files):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text(dockerfile)
        for path, text in files.items():
            (folder / path.replace("_", ".")).write_text(text)
        return folder

    return make


def run(tmp_path, folder, *flags):
    """Verify, and return the exit code, the report of the only image, stderr, and the most memory in kilobytes."""
    words = [sys.executable, "-c", MEMORY, tmp_path / "memory", "verify", folder, "--json", "--quiet", *flags]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    report = json.loads(done.stdout)["images"][0] if done.stdout else {}
    return done.returncode, report, done.stderr, int((tmp_path / "memory").read_text())


def outcomes(report):
    return {one["id"]: one["outcome"] for one in report["checks"]}


def said(report):
    return json.dumps(report, ensure_ascii=False)


def test_a_container_that_exits_at_once_shows_what_it_printed(tmp_path, project):
    folder = project(f'FROM {BASE}\nEXPOSE 8000\nUSER 65532\nCMD ["python3", "-c", "exit(\'no database\')"]\n')
    code, report, _, _ = run(tmp_path, folder)
    assert code == ExitCode.DIFFERENT
    assert "no database" in said(report)
    assert "ended with exit code 1" in said(report)
    assert outcomes(report)["starts"] == "failed"


def test_a_port_that_never_opens_is_said_after_the_limit(tmp_path, project):
    folder = project(f'FROM {BASE}\nEXPOSE 8000\nUSER 65532\nCMD ["sleep", "99"]\n')
    code, report, _, _ = run(tmp_path, folder, "--start-within", "2", "--stop-within", "1")
    assert code == ExitCode.DIFFERENT
    assert "did not answer on port 8000 within 2 s" in said(report)


def test_a_gigabyte_of_logs_takes_little_memory_and_the_verdict_is_right(tmp_path, project):
    program = "import os\nfor _ in range(16384): os.write(1, b'x' * 65535 + b'\\n')\nprint('the end')\n"
    folder = project(f'FROM {BASE}\nCOPY main.py /\nUSER 65532\nCMD ["python3", "/main.py"]\n', main_py=program)
    flags = ("--exit-code", "0", "--prints", "the end", "--start-within", "200", "--only", "starts,answers,user")
    code, report, err, memory = run(tmp_path, folder, *flags)
    assert code == ExitCode.OK, said(report) + err
    assert memory < MOST_MEMORY


@pytest.mark.parametrize(
    "answer", ["[self.wfile.write(b'x' * 65536) for _ in iter(int, 1)]", "self.wfile.write(b'x' * 10**9)"]
)
def test_an_answer_without_an_end_is_an_answer(tmp_path, project, answer):
    folder = project(
        f'FROM {BASE}\nCOPY main.py /\nUSER 65532\nEXPOSE 8000\nCMD ["python3", "/main.py"]\n',
        main_py=SERVER.format(answer=answer),
    )
    code, report, _, memory = run(tmp_path, folder, "--only", "starts,answers")
    assert code == ExitCode.OK, said(report)
    assert memory < MOST_MEMORY


def test_a_health_check_that_prints_without_an_end_is_unhealthy(tmp_path, project):
    folder = project(
        f"FROM {BASE}\nCOPY main.py /\nUSER 65532\nEXPOSE 8000\n"
        'HEALTHCHECK --timeout=2s CMD ["yes", "all is well"]\nCMD ["python3", "/main.py"]\n',
        main_py=SERVER.format(answer="self.wfile.write(b'hello')"),
    )
    code, report, _, memory = run(tmp_path, folder, "--only", "starts,health")
    assert code == ExitCode.DIFFERENT
    assert outcomes(report) == {"starts": "passed", "health": "failed"}
    assert memory < MOST_MEMORY


def test_a_user_that_the_image_does_not_know_is_said(tmp_path, project):
    code, report, _, _ = run(tmp_path, project(f'FROM {BASE}\nUSER nobody-knows\nCMD ["sleep", "9"]\n'))
    assert code == ExitCode.DIFFERENT
    assert "The image has no user nobody-knows" in said(report)
    assert outcomes(report)["starts"] == "failed"


def test_a_base_image_that_is_not_there_is_said(tmp_path, project):
    code, report, err, _ = run(tmp_path, project("FROM localhost:1/there-is-none:1\n"))
    assert code == ExitCode.ENGINE
    assert "localhost:1/there-is-none:1" in said(report) + err


@pytest.mark.parametrize("text", ["FROM scratch\nRUNN x\n", "FRM x\n", "", "FROM scratch\nCOPY\n"])
def test_a_dockerfile_with_an_error_is_said(tmp_path, project, text):
    code, report, err, _ = run(tmp_path, project(text))
    assert code in {ExitCode.ENGINE, ExitCode.FILES, ExitCode.USAGE}
    assert (report and report["error"]) or err.startswith("dockgen: ")


def test_odd_names_and_a_symlinked_dockerfile_are_no_trouble(tmp_path, project):
    folder = project(f'FROM {BASE}\nUSER 65532\nCMD ["python3", "--version"]\n', name="Ünser Projekt/a b")
    (folder / "real").mkdir()
    (folder / "Dockerfile").rename(folder / "real/Dockerfile")
    (folder / "Dockerfile").symlink_to("real/Dockerfile")
    code, report, err, _ = run(tmp_path, folder, "--exit-code", "0", "--prints", "Python", "--only", "starts,user")
    assert code == ExitCode.OK, said(report) + err


def test_a_read_only_project_folder_is_no_trouble_and_stays_as_it_is(tmp_path, project):
    folder = project(f'FROM {BASE}\nUSER 65532\nCMD ["python3", "--version"]\n')
    folder.chmod(0o555)
    code, report, err, _ = run(tmp_path, folder, "--exit-code", "0", "--only", "starts,user")
    assert code == ExitCode.OK, said(report) + err
    assert [path.name for path in folder.iterdir()] == ["Dockerfile"]


def test_two_runs_at_the_same_time_on_the_same_folder_both_succeed(tmp_path, project):
    folder = project(f'FROM {BASE}\nRUN sleep 1\nUSER 65532\nCMD ["python3", "--version"]\n')
    codes = []

    def verify(name):
        (tmp_path / name).mkdir()
        codes.append(run(tmp_path / name, folder, "--exit-code", "0", "--only", "builds,starts,user")[0])

    threads = [threading.Thread(target=verify, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [ExitCode.OK, ExitCode.OK]
    assert not list((tmp_path / "cache/dockgen/sessions").iterdir())
