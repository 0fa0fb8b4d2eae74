"""A login goes to the registry that was named, and where that one's own login is; never where a redirect leads."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fake_registry import DIGEST, Handler, Registry, good, serving

from dockgen.registry import origin
from dockgen.registry.client import Client
from dockgen.registry.errors import RegistryError
from dockgen.registry.reference import parse
from dockgen.registry.transport import Options, Transport

TOKEN = "refresh-me"  # noqa: S105 - of no registry
Logins = Callable[..., None]


@pytest.fixture
def logins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Logins:
    """Return a function that logs in to registries, as Docker keeps that."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))

    def keep(*registries: Registry, token: str = "") -> None:
        login = {"identitytoken": token} if token else {"username": "me", "password": "secret"}
        auths = {registry.host: login for registry in registries}
        (tmp_path / "config.json").write_text(json.dumps({"auths": auths}), "utf-8")

    return keep


def digest(registry: Registry, **options: bool) -> str:
    return Client(Options(**{"plain_http": True, **options})).digest(parse(f"{registry.host}/app:1"))  # type: ignore[arg-type]  # all are flags


@contextmanager
def asking(login: Callable[[Handler], None]) -> Iterator[Registry]:
    """Serve a registry that wants a token of itself, at `/token`."""

    def answer(handler: Handler) -> None:
        if handler.path.startswith("/token"):
            login(handler)
        elif handler.headers.get("Authorization") == "Bearer abc":
            good(handler)
        else:
            handler.send(401, WWW_Authenticate=f'Bearer realm="http://{registry.host}/token",service="s"')

    with serving(answer) as registry:
        yield registry


@contextmanager
def naming(realm: str) -> Iterator[Registry]:
    """Serve a registry that wants a token of another server."""
    with serving(lambda h: h.send(401, WWW_Authenticate=f'Bearer realm="{realm}"')) as registry:
        yield registry


def token(handler: Handler) -> None:
    handler.send(200, b'{"token": "abc"}')


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_refresh_token_follows_no_redirect_to_another_server(logins: Logins, status: int) -> None:
    with (
        serving(token) as other,
        asking(lambda h: h.send(status, Location=f"http://{other.host}/token")) as registry,
    ):
        logins(registry, token=TOKEN)
        with pytest.raises(RegistryError, match="another server"):
            digest(registry)
        assert TOKEN in registry.sent[0]
        assert (other.asked, other.sent) == ([], [])


def test_it_follows_one_on_the_same_server(logins: Logins) -> None:
    def answer(handler: Handler) -> None:
        token(handler) if handler.path == "/token/" else handler.send(308, Location="/token/")

    with asking(answer) as registry:
        logins(registry, token=TOKEN)
        assert digest(registry) == DIGEST
        assert [TOKEN in sent for sent in registry.sent] == [True, True]


def test_a_password_for_a_token_follows_none_to_another_server(logins: Logins) -> None:
    with (
        serving(token) as other,
        asking(lambda h: h.send(307, Location=f"http://{other.host}/token")) as registry,
    ):
        logins(registry)
        assert digest(registry) == DIGEST
        assert registry.asked[1][1].startswith("Basic ")
        assert other.asked == [("/token", "")]


def test_a_bearer_token_follows_none_to_another_server(logins: Logins) -> None:
    def answer(handler: Handler) -> None:
        if handler.path.startswith("/token"):
            token(handler)
        elif handler.headers.get("Authorization"):
            handler.send(307, Location=f"http://{other.host}/blob")
        else:
            handler.send(401, WWW_Authenticate=f'Bearer realm="http://{registry.host}/token"')

    with serving(good) as other, serving(answer) as registry:
        logins(registry)
        assert digest(registry) == DIGEST
        assert other.asked == [("/blob", "")]


def test_it_comes_back_to_none_after_another_server(logins: Logins) -> None:
    def answer(handler: Handler) -> None:
        if handler.path == "/again":
            good(handler)
        elif handler.headers.get("Authorization"):
            handler.send(307, Location=f"http://{other.host}/x")
        else:
            handler.send(401, WWW_Authenticate="Basic")

    with serving(lambda h: h.send(307, Location=f"http://{registry.host}/again")) as other, serving(answer) as registry:
        logins(registry)
        assert digest(registry) == DIGEST
        assert registry.asked[-1] == ("/again", "")


@pytest.mark.parametrize("challenge", ["Basic", 'Bearer realm="http://{other}/token"'])
def test_whom_it_is_redirected_to_gets_no_login_by_asking_for_one(logins: Logins, challenge: str) -> None:
    with (
        serving(lambda h: h.send(401, WWW_Authenticate=challenge.format(other=other.host))) as other,
        serving(lambda h: h.send(307, Location=f"http://{other.host}/blob")) as registry,
    ):
        logins(registry)
        with pytest.raises(RegistryError):
            digest(registry)
        assert other.asked == [("/blob", "")]
        assert [sent for _, sent in registry.asked] == [""]


def test_the_registry_itself_gets_the_login_as_token_server(logins: Logins) -> None:
    with asking(token) as registry:
        logins(registry)
        assert digest(registry) == DIGEST
        assert registry.asked[1][1].startswith("Basic ")


@pytest.mark.parametrize("plain_http", [True, False])
def test_another_port_of_this_machine_gets_none_without_tls(logins: Logins, *, plain_http: bool) -> None:
    with serving(token) as other, naming(f"http://{other.host}/token") as registry:
        logins(registry)
        with pytest.raises(RegistryError, match="without TLS to another server"):
            digest(registry, plain_http=plain_http)
        assert other.asked == []


@pytest.mark.parametrize("plain_http", [True, False])
def test_one_without_tls_elsewhere_does_not(logins: Logins, *, plain_http: bool) -> None:
    """A registry on this machine is asked without TLS by itself; what it names elsewhere is not."""
    with naming("http://login.example/token") as registry:
        logins(registry)
        with pytest.raises(RegistryError, match="without TLS"):
            digest(registry, plain_http=plain_http)


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("http://login.example/token", "without TLS"),
        ("HTTP://login.example/token", "without TLS"),
        ("https://localhost:5000/token", "this machine"),
        ("https://a.localhost./token", "this machine"),
        ("https://127.1/token", "this machine"),
        ("https://2130706433/token", "this machine"),
        ("https://0.0.0.0/token", "this machine"),
        ("https://[::1]/token", "this machine"),
        ("https://[::ffff:127.0.0.1]/token", "this machine"),
        ("https://169.254.169.254/token", "this machine"),
        ("https://[fe80::1]/token", "this machine"),
        ("ftp://login.example/token", "is not the address"),
        ("//login.example/token", "is not the address"),
        ("https://[::1/token", "is not the address"),
        ("https://login.example:x/token", "is not the address"),
    ],
)
def test_a_way_that_is_not_safe_is_refused(to: str, says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        origin.require_reachable_from("https://registry.example", to, "a login")


@pytest.mark.parametrize("to", ["https://auth.docker.io/token", "https://10.1.2.3/token", "https://registry.example/t"])
def test_one_that_is_usual_is_not(to: str) -> None:
    origin.require_reachable_from("https://registry.example", to, "a login")


def test_a_registry_with_tls_redirects_to_none_without(certificates: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates / "tls.crt", certificates / "tls.key")
    with serving(good) as other, serving(lambda h: h.send(307, Location=f"http://{other.host}/x"), tls) as registry:
        options = Options(ca=str(certificates / "ca.crt"))
        with pytest.raises(RegistryError, match="without TLS"):
            Client(options).digest(parse(f"localhost:{registry.server_port}/app:1"))
        assert other.asked == []


def test_each_server_is_asked_over_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry on this machine is asked directly, as Docker does; a proxy would see what it is told."""
    with serving(good) as proxy, serving(good) as registry:
        monkeypatch.setenv("http_proxy", f"http://{proxy.host}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert Transport(Options()).get(f"http://{registry.host}/v2/", {}).status == 200
        assert proxy.asked == []
        assert Transport(Options()).get("http://registry.example/v2/", {}).status == 200
        assert len(proxy.asked) == 1


@contextmanager
def names(monkeypatch: pytest.MonkeyPatch, **addresses: str) -> Iterator[list[str]]:
    """Resolve each `NAME.example` to an address, and connect to 127.0.0.1 in its place; note where it was connected."""
    resolve, connected = socket.getaddrinfo, []

    def resolved(host: str, port: int, *rest: Any, **more: Any) -> Any:
        is_name = not more.get("flags")  # AI_NUMERICHOST asks for none
        return resolve(addresses.get(str(host).partition(".")[0], host) if is_name else host, port, *rest, **more)

    class Socket(socket.socket):
        """Takes each address for one of this machine."""

        def connect(self, address: Any) -> None:
            connected.append(address[0])
            super().connect(("127.0.0.1", address[1]))

        def getpeername(self) -> Any:
            return (connected[-1], super().getpeername()[1])

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolved)
        patched.setattr(socket, "socket", Socket)
        patched.setenv("no_proxy", "*")
        yield connected


@pytest.mark.parametrize(
    ("registry_at", "to", "is_asked"),
    [
        ("192.0.2.1", "127.0.0.1", False),
        ("192.0.2.1", "127.8.9.1", False),
        ("192.0.2.1", "169.254.169.254", False),
        ("192.0.2.1", "100.100.100.200", False),
        ("127.0.0.1", "169.254.169.254", False),
        ("169.254.1.1", "169.254.169.254", False),
        ("127.0.0.1", "127.0.0.2", True),
        ("169.254.1.1", "169.254.1.1", True),
        ("192.0.2.1", "192.0.2.2", True),
    ],
)
def test_a_redirect_by_name_leads_to_this_machine_only_from_it(
    monkeypatch: pytest.MonkeyPatch, registry_at: str, to: str, *, is_asked: bool
) -> None:
    with (
        serving(good) as other,
        serving(lambda h: h.send(307, Location=f"http://other.example:{other.server_port}/x")) as registry,
        names(monkeypatch, registry=registry_at, other=to) as connected,
    ):
        client = Client(Options(plain_http=True))
        asked = parse(f"registry.example:{registry.server_port}/app:1")
        if is_asked:
            assert client.digest(asked) == DIGEST
        else:
            with pytest.raises(RegistryError, match="this machine or its network"):
                client.digest(asked)
        assert connected == [registry_at, to]
        assert bool(other.asked) is is_asked


def test_one_to_a_server_that_was_asked_before_does_not_use_that_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        serving(good) as near,
        serving(lambda h: h.send(307, Location=f"http://near.example:{near.server_port}/x")) as registry,
        names(monkeypatch, registry="192.0.2.1", near="127.0.0.1"),
    ):
        client = Client(Options(plain_http=True))
        assert client.digest(parse(f"near.example:{near.server_port}/app:1")) == DIGEST
        with pytest.raises(RegistryError, match="this machine or its network"):
            client.digest(parse(f"registry.example:{registry.server_port}/app:1"))
        assert len(near.asked) == 1
