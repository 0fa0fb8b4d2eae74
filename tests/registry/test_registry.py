"""The client, against a registry that answers well or badly."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_registry import DIGEST, INDEX, MANIFEST, Handler, good, serving

from dockgen.registry.client import Client
from dockgen.registry.errors import RegistryError
from dockgen.registry.reference import parse
from dockgen.registry.transport import LARGEST, Options


@pytest.fixture(autouse=True)
def docker_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "docker"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    return folder / "config.json"


def digest(answer: Callable[[Handler], None], timeout: float = 2) -> str:
    with serving(answer) as registry:
        options = Options(plain_http=True, timeout=timeout)
        return Client(options).digest(parse(f"{registry.host}/team/app:1"))


def test_the_digest_is_of_what_was_sent() -> None:
    assert digest(good) == DIGEST


@pytest.mark.parametrize(
    ("status", "says"),
    [(403, "denies access"), (401, "login"), (429, "limits the rate"), (500, "500"), (503, "503")],
)
def test_a_status_that_is_no_answer_is_told(status: int, says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        digest(lambda handler: handler.send(status, Retry_After="0", WWW_Authenticate="Basic"))


def test_an_image_that_is_not_there_is_named() -> None:
    with pytest.raises(RegistryError, match=r"does not have .*team/app:1"):
        digest(lambda handler: handler.send(404))


def test_too_many_questions_are_asked_again() -> None:
    with serving(lambda h: good(h) if len(registry.asked) > 1 else h.send(429, Retry_After="0")) as registry:
        found = Client(Options(plain_http=True)).digest(parse(f"{registry.host}/app:1"))
        assert (found, len(registry.asked)) == (DIGEST, 2)


def test_an_answer_that_is_not_what_its_header_says_is_refused() -> None:
    with pytest.raises(RegistryError, match=r"announced .* but sent"):
        digest(lambda h: h.send(200, MANIFEST, Content_Type=INDEX, Docker_Content_Digest="sha256:" + "0" * 64))


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'"text"', b"[" * 100_000, b'{"mediaType": "text/html"}', b"\xff"])
def test_a_malformed_answer_is_refused(body: bytes) -> None:
    with pytest.raises(RegistryError):
        digest(lambda handler: handler.send(200, body, Content_Type=INDEX))


def test_a_truncated_answer_is_refused() -> None:
    with pytest.raises(RegistryError):
        digest(lambda h: h.send(200, MANIFEST[:20], Content_Type=INDEX, Content_Length=str(len(MANIFEST))))


def test_a_huge_answer_is_refused() -> None:
    with pytest.raises(RegistryError, match="more than 4 MB"):
        digest(lambda handler: handler.send(200, b" " * (LARGEST + 1)))


def test_a_silent_registry_is_left_after_the_time_limit() -> None:
    with pytest.raises(RegistryError, match=r"within 0\.2 s"):
        digest(lambda _: time.sleep(1), timeout=0.2)


def test_a_registry_that_drips_is_left_too() -> None:
    def drip(handler: Handler) -> None:
        handler.send(200, b"", Content_Length="1000")
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)

    begin = time.monotonic()
    with pytest.raises(RegistryError):
        digest(drip, timeout=0.3)
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("piece", ["X-{}: y\r\n", "x"])
def test_one_whose_headers_drip_is_left(piece: str) -> None:
    """Each piece comes in time; it counts how many could be sent until the client hung up."""
    sent = []

    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(80):  # http.client takes no more than 100 lines
            handler.wfile.write(piece.format(number).encode())
            sent.append(number)
            time.sleep(0.1)

    with pytest.raises(RegistryError, match=r"more than 0\.9 s"):
        digest(drip, timeout=0.3)
    assert 2 < len(sent) < 40


def test_redirects_without_end_are_left() -> None:
    with pytest.raises(RegistryError, match="redirects"):
        digest(lambda handler: handler.send(307, Location=handler.path))


def test_a_password_does_not_follow_a_redirect_to_another_host(docker_config: Path) -> None:
    def ask(handler: Handler) -> None:
        if not handler.headers.get("Authorization"):
            handler.send(401, WWW_Authenticate='Basic realm="x"')
        else:
            handler.send(307, Location=f"http://{other.host}/elsewhere")

    with serving(good) as other, serving(ask) as registry:
        login = base64.b64encode(b"me:secret").decode()
        docker_config.write_text(json.dumps({"auths": {registry.host: {"auth": login}}}), "utf-8")
        assert Client(Options(plain_http=True)).digest(parse(f"{registry.host}/app:1")) == DIGEST
        assert registry.asked[-1][1] == f"Basic {login}"
        assert other.asked == [("/elsewhere", "")]


def test_a_token_is_fetched_with_the_password_and_then_used(docker_config: Path) -> None:
    def answer(handler: Handler) -> None:
        if handler.path.startswith("/token"):
            handler.send(200, b'{"token": "abc"}')
        elif handler.headers.get("Authorization") == "Bearer abc":
            good(handler)
        else:
            handler.send(401, WWW_Authenticate=f'Bearer realm="http://{registry.host}/token",service="s"')

    with serving(answer) as registry:
        auths = {registry.host: {"username": "me", "password": "secret"}}
        docker_config.write_text(json.dumps({"auths": auths}), "utf-8")
        assert Client(Options(plain_http=True)).digest(parse(f"{registry.host}/app:1")) == DIGEST
        path, sent = registry.asked[1]
        assert "scope=repository%3Aapp%3Apull" in path
        assert "service=s" in path
        assert sent == "Basic " + base64.b64encode(b"me:secret").decode()


def test_a_credential_helper_is_asked(docker_config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = tmp_path / "docker-credential-mine"
    helper.write_text(f'#!{sys.executable}\nprint(\'{{"Username": "me", "Secret": "s3"}}\')\n', "utf-8")
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    def answer(handler: Handler) -> None:
        known = handler.headers.get("Authorization")
        good(handler) if known else handler.send(401, WWW_Authenticate="Basic")

    with serving(answer) as registry:
        docker_config.write_text(json.dumps({"credHelpers": {registry.host: "mine"}}), "utf-8")
        assert Client(Options(plain_http=True)).digest(parse(f"{registry.host}/app:1")) == DIGEST
        assert registry.asked[-1][1] == "Basic " + base64.b64encode(b"me:s3").decode()


def test_tags_are_read_page_by_page() -> None:
    def answer(handler: Handler) -> None:
        if "last=" in handler.path:
            handler.send(200, b'{"tags": ["2"]}')
        else:
            handler.send(200, b'{"tags": ["1"]}', Link='</v2/app/tags/list?last=1>; rel="next"')

    with serving(answer) as registry:
        assert Client(Options(plain_http=True)).tags(parse(f"{registry.host}/app")) == ["1", "2"]


@pytest.mark.parametrize("link", ["http://example.com/v2/app/tags/list", "/v2/other/tags/list"])
def test_a_next_page_elsewhere_is_not_asked(link: str) -> None:
    with serving(lambda h: h.send(200, b'{"tags": []}', Link=f'<{link}>; rel="next"')) as registry:
        with pytest.raises(RegistryError, match="unrelated address"):
            Client(Options(plain_http=True)).tags(parse(f"{registry.host}/app"))
        assert len(registry.asked) == 1


def test_what_a_registry_says_reaches_no_terminal_raw() -> None:
    body = json.dumps({"errors": [{"message": "\x1b[2Jgone"}]}).encode()
    with pytest.raises(RegistryError) as caught:
        digest(lambda handler: handler.send(404, body))
    assert "gone" in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "text", "missing", "long"])
def test_a_file_of_certificates_that_is_none_is_named(tmp_path: Path, kind: str) -> None:
    file = tmp_path / ("ca" * (200 if kind == "long" else 1))
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "device":
        file.symlink_to("/dev/zero")
    elif kind == "folder":
        file.mkdir()
    elif kind == "text":
        file.write_text("no certificate, é", "utf-8")
    words = [sys.executable, "-m", "dockgen", "pin", "--ca", str(file), "--timeout", "1"]
    (tmp_path / "Dockerfile").write_text("FROM 127.0.0.1:1/app:1\n", "utf-8")
    limited = ["sh", "-c", 'ulimit -v 4000000; exec "$@"', "sh", *words]  # a device has no end
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 8, done.stderr
    assert "contains no certificates" in done.stderr
    assert "Use a file in PEM format" in done.stderr
