"""A client for registries, by the OCI distribution specification."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import Final, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from dockgen.errors import UsageError
from dockgen.registry import credentials
from dockgen.registry.errors import ElsewhereError, RegistryError
from dockgen.registry.origin import origin, require_reachable_from
from dockgen.registry.reference import DOCKER_HUB, HOST, Reference
from dockgen.registry.transport import Answer, CertificateError, Options, Transport
from dockgen.text import parsed
from dockgen.text.digest import sha256

_HUB_API: Final = "registry-1.docker.io"
_MANIFESTS: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
"""Types for several platforms first: a pinned digest must work on each of them."""
_AT_ONCE: Final = 4
_PAGES: Final = 200
_LOCAL: Final = re.compile(r"(?:localhost|127\.[0-9.]{1,11}|\[::1\])(?::[0-9]{1,5})?")
_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 200, 401, 403, 404, 429

T = TypeVar("T")


class Client:
    """Asks registries, and caches their answers."""

    def __init__(self, options: Options) -> None:
        """Keep the options, without sending anything; UsageError if the mirror is not a host name."""
        if options.mirror is not None and not HOST.fullmatch(options.mirror):
            hint = "Allowed: HOST or HOST:PORT, without http://."
            raise UsageError(f"--mirror: {options.mirror!r} is not a host name", hint)
        self._options = options
        self._transport = Transport(options)
        self._lock = Lock()
        self._schemes: dict[str, str] = {}
        self._headers: dict[tuple[str, str], str] = {}

    def digest(self, reference: Reference) -> str:
        """Return the current digest of a tag, which covers all its platforms; RegistryError if there is none."""
        tag = reference.tag or "latest"
        answer = self._asked(reference, f"manifests/{tag}", {"Accept": ", ".join(_MANIFESTS)})
        host = self._host(reference)
        data = _json(answer, host)
        kind = str(data.get("mediaType") or answer.headers.get("content-type", "")).partition(";")[0].strip()
        if kind not in _MANIFESTS or not isinstance(data.get("manifests", data.get("layers")), list):
            raise _odd(f"{host} did not return a manifest for {reference.tagged}")
        found = f"sha256:{sha256(answer.body)}"
        said = answer.headers.get("docker-content-digest", found)
        if said != found:
            what = f"{host} announced {said} for {reference.tagged} but sent {found}"
            raise RegistryError(what, "A proxy may have changed the answer.")
        return found

    def tags(self, reference: Reference) -> list[str]:
        """Return all tags of an image; errors as for `digest`."""
        found: list[str] = []
        host, path = self._host(reference), "tags/list?n=1000"
        for _ in range(_PAGES):
            answer = self._asked(reference, path, {})
            names = _json(answer, host).get("tags") or []
            if not isinstance(names, list):
                raise _odd(f"{host} did not return a list of tags")
            found += [name for name in names if isinstance(name, str)]
            path = self._next(reference, path, answer.headers.get("link", ""))
            if not path:
                return found
        raise RegistryError(f"{host} has more than {_PAGES} pages of tags for {reference.written}", "Is it a registry?")

    def _next(self, reference: Reference, path: str, link: str) -> str:
        """Return the path of the next page; other addresses are refused."""
        match = re.search(r"<([^<>]{1,2000})>\s{0,5};\s{0,5}rel=\"?next\"?", link)
        if not match:
            return ""
        url, prefix = urljoin(self._url(reference, path), str(match[1])), self._url(reference, "")
        if not url.startswith(prefix):
            what = f"{self._host(reference)} names an unrelated address for more tags: {match[1]}"
            raise RegistryError(what, "Check it.")
        return url.removeprefix(prefix)

    def _host(self, reference: Reference) -> str:
        host = self._options.mirror or reference.host
        return _HUB_API if host == DOCKER_HUB else host

    def _url(self, reference: Reference, path: str) -> str:
        host = self._host(reference)
        return f"{self._scheme(host)}://{host}/v2/{reference.repository}/{path}"

    def _scheme(self, host: str) -> str:
        """Use plain HTTP if requested, or for a registry on this machine without TLS, as Docker does."""
        if self._options.plain_http:
            return "http"
        with self._lock:  # concurrent requests wait for the result of the first one
            if host not in self._schemes:
                self._schemes[host] = self._tried(host) if _LOCAL.fullmatch(host) else "https"
            return self._schemes[host]

    def _tried(self, host: str) -> str:
        try:
            self._transport.get(f"https://{host}/v2/", {})
        except CertificateError as error:
            return "https" if "verify failed" in str(error).lower() or "mismatch" in str(error) else "http"
        except ElsewhereError:  # it responded over TLS
            return "https"
        except RegistryError:
            return "http"
        return "https"

    def _asked(self, reference: Reference, path: str, headers: Mapping[str, str]) -> Answer:
        host = self._host(reference)
        url = self._url(reference, path)
        known = self._headers.get((host, reference.repository))
        answer = self._transport.get(url, {**headers, **({"Authorization": known} if known else {})})
        if answer.status == _UNAUTHORIZED and origin(answer.url) == origin(url):  # not the server that it redirected to
            header = self._authorized(reference, host, answer.headers.get("www-authenticate", ""))
            self._headers[host, reference.repository] = header
            answer = self._transport.get(url, {**headers, "Authorization": header})
        _require(answer, host, reference)
        return answer

    def _authorized(self, reference: Reference, host: str, challenge: str) -> str:
        """Return the authorization header that a registry asks for."""
        login = credentials.login_for(self._options.mirror or reference.host)
        scheme, _, rest = challenge.partition(" ")
        if scheme.lower() == "basic":
            if login is None:
                raise _unauthorized(host, reference, known=False)
            return login.basic
        values = dict(re.findall(r'([a-zA-Z_]{1,40})="([^"]{0,2000})"', rest))
        if scheme.lower() != "bearer" or "realm" not in values:
            raise _odd(f"{host} asks for an unknown kind of login: {scheme[:40]!r}")
        return self._token(reference, host, values, login)

    def _token(
        self, reference: Reference, host: str, values: Mapping[str, str], login: credentials.Login | None
    ) -> str:
        realm = values["realm"]
        registry = f"{self._scheme(host)}://{host}"
        _refuse_unsafe_realm(registry, realm)
        scope = values.get("scope") or f"repository:{reference.repository}:pull"
        asked = {"scope": scope} | ({"service": values["service"]} if "service" in values else {})
        if login is not None and login.identity_token:
            form = {"grant_type": "refresh_token", "refresh_token": login.identity_token, "client_id": "dockgen"}
            answer = self._transport.get(realm, {}, asked | form, sender=registry)
        else:
            mark = "&" if urlsplit(realm).query else "?"
            headers = {} if login is None else {"Authorization": login.basic}
            answer = self._transport.get(f"{realm}{mark}{urlencode(asked)}", headers, sender=registry)
        place = urlsplit(realm).netloc
        if answer.status in {_UNAUTHORIZED, _FORBIDDEN}:
            raise _unauthorized(host, reference, known=login is not None)
        _require(answer, place, reference)
        data = _json(answer, place)
        token = data.get("token") or data.get("access_token")
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]{1,65536}", token):
            raise RegistryError(f"{place} did not return a token", "Run `docker login`, then try again.")
        return f"Bearer {token}"


def asked(ask: Callable[[Reference], T], images: Collection[Reference]) -> dict[Reference, T]:
    """Ask for each image, a few at a time."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(images, pool.map(ask, images), strict=True))


def _refuse_unsafe_realm(registry: str, realm: str) -> None:
    """Refuse an unsafe login. A separate token server is usual, as for Docker Hub.

    Without TLS it is refused: on this machine, too, another user's program may listen on a port.
    """
    require_reachable_from(registry, realm, "a login")
    if origin(realm)[0] != "https" and origin(realm) != origin(registry):
        where = f"without TLS to another server, to {realm[:200]}"
        hint = "It is not sent. Without TLS, only the registry itself may be the token server."
        raise ElsewhereError(f"{urlsplit(registry).netloc} asks for a login to be sent {where}", hint)


def _require(answer: Answer, host: str, reference: Reference) -> None:
    """Raise an error for a response without success."""
    status = answer.status
    if status == _OK:
        return
    said = f": {text}" if (text := "; ".join(_messages(answer))[:300]) else ""
    if status == _UNAUTHORIZED:
        raise _unauthorized(host, reference, known=True)
    if status == _FORBIDDEN:
        what = f"{host} denies access to {reference.written}{said}"
        raise RegistryError(what, "Ask its owner for permission to pull.")
    if status == _NOT_FOUND:
        name = reference.tagged if reference.tag else reference.written
        raise RegistryError(f"{host} does not have {name}{said}", "Check the name and the tag.")
    if status == _TOO_MANY:
        what = f"{host} limits the rate of requests{said}"
        raise RegistryError(what, "Wait, or run `docker login` for a higher limit.")
    raise RegistryError(f"{host} responded with status {status}{said}", "Try again later.")


def _unauthorized(host: str, reference: Reference, *, known: bool) -> RegistryError:
    how = "rejects the login stored by Docker" if known else "requires a login"
    name = "" if reference.host == DOCKER_HUB else f" {reference.host}"
    return RegistryError(f"{host} {how} for {reference.written}", f"Run `docker login{name}`, then try again.")


def _messages(answer: Answer) -> Iterator[str]:
    """Yield the error messages of a registry that have the form of the specification."""
    with suppress(ValueError, RecursionError):
        errors = parsed.items(json.loads(answer.body), "errors")
        yield from filter(None, (parsed.text(one, "message") for one in errors))


def _odd(what: str) -> RegistryError:
    return RegistryError(what, "Check that it is a registry.")


def _json(answer: Answer, host: str) -> dict[str, object]:
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        hint = "Check that it is a registry, and not the page of a proxy."
        raise RegistryError(f"{host} did not return JSON", hint) from error
    if not isinstance(data, dict):
        raise _odd(f"{host} returned unexpected JSON")
    return data
