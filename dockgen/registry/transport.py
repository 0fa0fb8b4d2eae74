"""Sends requests with limits on time and size, a few retries, and a clear message for each failure."""

import re
import ssl
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3 import exceptions

from dockgen._version import __version__
from dockgen.errors import FileError, UsageError
from dockgen.flags import Flag
from dockgen.reading.files import read_named
from dockgen.records import NamedTuple
from dockgen.registry.connections import TIMES, SlowError, pools
from dockgen.registry.errors import RegistryError
from dockgen.registry.origin import near, origin, place_of, redirected, require_same_place

LONGEST_TIMEOUT: Final = 3600
"""Seconds; sockets reject larger numbers."""
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a response; the specification lets registries reject larger manifests."""
_TRIES: Final = 4
_LONGEST_WAIT: Final = 5.0
"""The longest wait in seconds before a retry, even if the registry asks for more."""
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_REDIRECTS: Final = 5
_HEADERS: Final = {"User-Agent": f"dockgen/{__version__}", "Accept-Encoding": "identity"}
_FORM: Final = "application/x-www-form-urlencoded"


class Options(NamedTuple):
    """The flags for requests to registries, by name."""

    mirror: Annotated[str | None, Flag("--mirror", "Use this registry instead of each image's own.", "HOST[:PORT]")] = (
        None
    )
    plain_http: Annotated[bool, Flag("--plain-http", "Connect without TLS.")] = False
    ca: Annotated[str | None, Flag("--ca", "Additional CA certificates to trust (PEM).", "FILE")] = None
    timeout: Annotated[float, Flag("--timeout", "Timeout of each request, in seconds.", "SECONDS")] = 10

    def check(self) -> None:
        """Refuse an invalid timeout, with UsageError."""
        if not 0 < self.timeout <= LONGEST_TIMEOUT:
            hint = f"Allowed: seconds up to {LONGEST_TIMEOUT}, such as 10."
            raise UsageError(f"--timeout: {self.timeout:g} is not allowed", hint)


class Answer(NamedTuple):
    """A response."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    url: str = ""
    """The address that responded, after redirects."""


class Transport:
    """Sends requests with the machine's proxies and certificate authorities."""

    def __init__(self, options: Options) -> None:
        """Keep the options, without sending anything."""
        self._options = options
        self._pools: dict[tuple[str, str, str | None], urllib3.PoolManager] = {}
        self._places: dict[str, str] = {}
        """The place of each server, as in `place_of`."""

    def get(
        self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None, *, sender: str = ""
    ) -> Answer:
        """Send a GET request, or post a form; `sender` is the server that named the address, if any."""
        for attempt in range(_TRIES):
            answer = self._followed(url, headers, form, sender)
            if answer.status not in _AGAIN or attempt == _TRIES - 1:
                return answer
            time.sleep(_wait(answer.headers.get("retry-after", ""), attempt))
        raise AssertionError("the last try returns")

    def _followed(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None, sender: str) -> Answer:
        """Follow redirects: to another server without the login, and never with a form, which contains one."""
        for _ in range(_REDIRECTS + 1):
            answer = self._once(url, headers, form, sender)
            to = redirected(url, answer.status, answer.headers, is_login=form is not None)
            if not to:
                return answer
            if origin(to) != origin(url):
                headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
            url, sender = to, url
        raise RegistryError(f"{urlsplit(url).netloc} redirects too often", "Check its address.")

    def _once(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None, sender: str) -> Answer:
        host = urlsplit(url).netloc
        content = {} if form is None else {"Content-Type": _FORM}
        try:
            response = self._pool(url, sender).request(
                "GET" if form is None else "POST",
                url,
                body=None if form is None else urlencode(form),
                headers={**_HEADERS, **content, **headers},
                timeout=urllib3.Timeout(connect=self._options.timeout, read=self._options.timeout),
                retries=False,
                redirect=False,  # the library would post the form to any server
                preload_content=False,
            )
            try:
                body = _read(response, host)
            finally:
                response.close()
        except SlowError as error:
            what = f"{host} took more than {TIMES * self._options.timeout:g} s for one response"
            raise RegistryError(what, "Try again, or raise --timeout.") from error
        except (exceptions.HTTPError, OSError, ValueError) as error:
            raise _told(error, host, self._options.timeout) from error
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, body, url)

    def _pool(self, url: str, sender: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        allowed = self._places.get(urlsplit(sender).netloc, "") if sender else None
        key = (parts.scheme, parts.netloc, allowed)
        if key not in self._pools:
            proxy = urllib.request.getproxies().get(parts.scheme)
            through = proxy and not near(url) and not urllib.request.proxy_bypass(parts.hostname or "")
            context = self._context(parts.netloc)

            def check(address: str) -> None:
                if through:  # it is the proxy's address; the proxy resolves the name
                    return
                place = place_of(address)
                if allowed is not None:
                    require_same_place(allowed, place, sender, url)
                self._places[parts.netloc] = place

            manager = urllib3.PoolManager(ssl_context=context)
            if through and proxy:
                manager = urllib3.ProxyManager(proxy, ssl_context=context)
            manager.pool_classes_by_scheme = pools(check)
            self._pools[key] = manager
        return self._pools[key]

    def _context(self, host: str) -> ssl.SSLContext:
        """Trust the machine's authorities, the one from --ca, and those that Docker has for this registry."""
        context = ssl.create_default_context()
        files = [self._options.ca] if self._options.ca else []
        files += [str(path) for path in sorted(Path("/etc/docker/certs.d", host).glob("*.crt"))]
        for file in files:
            try:  # the library would block on a pipe or a device; PEM is ASCII, but comments may not be
                context.load_verify_locations(cadata=read_named(file).decode("ascii", "ignore"))
            except (FileError, ssl.SSLError, ValueError) as error:
                why = (error.reason if isinstance(error, ssl.SSLError) else None) or error
                raise RegistryError(f"{file} contains no certificates: {why}", "Use a file in PEM format.") from error
        return context


def _read(response: urllib3.response.BaseHTTPResponse, host: str) -> bytes:
    """Read a response up to a limit."""
    body = b""
    while piece := response.read1(65536):  # what has arrived by now; `read` would wait for all of it
        body += piece
        if len(body) > LARGEST:
            what = f"{host} responded with more than {LARGEST // 1024 // 1024} MB"
            raise RegistryError(what, "Check that it is a registry.")
    return body


def _wait(asked: str, attempt: int) -> float:
    """Return the seconds before the next attempt: as the registry asks, up to a limit, or doubled each time."""
    seconds = float(asked) if re.fullmatch(r"[0-9]{1,6}", asked) else 0.5 * 2**attempt
    return min(seconds, _LONGEST_WAIT)


def _told(error: Exception, host: str, timeout: float) -> RegistryError:
    """Return an error that says what happened and what to do."""
    reason = error.reason if isinstance(error, exceptions.MaxRetryError) else error
    if isinstance(reason, exceptions.SSLError):
        hint = "Add its authority with --ca FILE, or as /etc/docker/certs.d/HOST/ca.crt."
        return CertificateError(f"{host}: its certificate is not trusted: {_plain(reason)}", hint)
    for kinds, what, hint in _FAILURES:
        if isinstance(reason, kinds):
            return RegistryError(f"{host} {what.format(why=_plain(reason), seconds=f'{timeout:g}')}", hint)
    return RegistryError(f"the request to {host} failed: {_plain(reason)}", "Check its address.")


_FAILURES: Final = (
    (exceptions.NameResolutionError, "cannot be resolved", "Check its name and the network."),
    (exceptions.NewConnectionError, "cannot be reached: {why}", "Check its address, the network and proxies."),
    (exceptions.TimeoutError, "did not respond within {seconds} s", "Try again, or raise --timeout."),
    (exceptions.ProtocolError, "closed the connection: {why}", "Try again."),
)
"""The library's exceptions, with a plain message and what to do."""


class CertificateError(RegistryError):
    """TLS failed: an unknown authority, a wrong name, or a server without TLS."""


def _plain(error: BaseException | None) -> str:
    """Return the end of the library's nested message, which has the reason."""
    text = str(error)
    found = re.search(r"(?:\[Errno -?[0-9]+\] |\[SSL: [A-Z_]{1,80}\] )([^()']{1,200})", text)
    return (found[1] if found else text).strip()[:200]
