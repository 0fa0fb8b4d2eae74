"""One request: limits on time and size, few retries, and a message for each way in which it can fail."""

import re
import ssl
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from dockgen import __version__
from dockgen.errors import FileError, UsageError
from dockgen.flags import Flag
from dockgen.reading.files import read_named
from dockgen.registry.connections import TIMES, SlowError, pools
from dockgen.registry.errors import RegistryError
from dockgen.registry.origin import near, origin, place_of, redirected, require_same_place

LONGEST_TIMEOUT: Final = 3600
"""Seconds; sockets refuse numbers that are too large."""
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of an answer; the specification lets registries refuse larger manifests."""
_TRIES: Final = 4
_LONGEST_WAIT: Final = 5.0
"""Seconds to wait before one more try, also where the registry asks for more."""
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_REDIRECTS: Final = 5
_HEADERS: Final = {"User-Agent": f"dockgen/{__version__}", "Accept-Encoding": "identity"}
_FORM: Final = "application/x-www-form-urlencoded"


class Options(NamedTuple):
    """How registries are asked."""

    mirror: Annotated[
        str | None, Flag("--mirror", "Ask this registry in the place of each image's own.", "HOST[:PORT]")
    ] = None
    plain_http: Annotated[bool, Flag("--plain-http", "Ask without TLS.")] = False
    ca: Annotated[str | None, Flag("--ca", "Certificates of authorities to trust, too (PEM).", "FILE")] = None
    timeout: Annotated[float, Flag("--timeout", "Seconds for each step.", "SECONDS")] = 10

    def check(self) -> None:
        """Refuse a timeout that is none.

        Raises:
            UsageError: it is.
        """
        if not 0 < self.timeout <= LONGEST_TIMEOUT:
            raise UsageError(
                f"--timeout: {self.timeout:g} is no time", f"Allowed: seconds up to {LONGEST_TIMEOUT}, such as 10."
            )


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes
    url: str = ""
    """Who answered, after redirects."""


class Transport:
    """Sends requests, each over its own way: proxies and authorities as the machine has them."""

    def __init__(self, options: Options) -> None:
        """Take the limits; nothing is sent yet."""
        self._options = options
        self._pools: dict[tuple[str, str, str | None], urllib3.PoolManager] = {}
        self._places: dict[str, str] = {}
        """Where each server was found, as `place_of` has it."""

    def get(
        self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None, *, sender: str = ""
    ) -> Answer:
        """Ask for something, or send a form.

        Args:
            url: where.
            headers: what else to send.
            form: to send it; None to ask.
            sender: the server that named this address; empty where a person has.

        Raises:
            RegistryError: no answer came, or one that is too large.
        """
        for attempt in range(_TRIES):
            answer = self._followed(url, headers, form, sender)
            if answer.status not in _AGAIN or attempt == _TRIES - 1:
                return answer
            time.sleep(_wait(answer.headers.get("retry-after", ""), attempt))
        raise AssertionError("the last try returns")

    def _followed(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None, sender: str) -> Answer:
        """Follow redirects; to another server without the login, and never with a form, which is one."""
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
        wait = urllib3.Timeout(connect=self._options.timeout, read=self._options.timeout)
        try:
            response = self._pool(url, sender).request(
                "GET" if form is None else "POST",
                url,
                body=None if form is None else urlencode(form),
                headers={**_HEADERS, **({} if form is None else {"Content-Type": _FORM}), **headers},
                timeout=wait,
                retries=False,
                redirect=False,  # the library would send a form again to anyone
                preload_content=False,
            )
            try:
                body = _read(response, host)
            finally:
                response.close()
        except SlowError as error:
            raise RegistryError(
                f"{host} takes more than {TIMES * self._options.timeout:g} s for one answer", "Try again, or --timeout."
            ) from error
        except (HTTPError, OSError, ValueError) as error:
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
                if through:  # it is the proxy's; what the name stands for is the proxy's to know
                    return
                place = place_of(address)
                if allowed is not None:
                    require_same_place(allowed, place, sender, url)
                self._places[parts.netloc] = place

            manager = (
                urllib3.ProxyManager(proxy, ssl_context=context)
                if through and proxy
                else urllib3.PoolManager(ssl_context=context)
            )
            manager.pool_classes_by_scheme = pools(check)
            self._pools[key] = manager
        return self._pools[key]

    def _context(self, host: str) -> ssl.SSLContext:
        """Trust the machine's authorities, the one that was named, and those that Docker has for this registry."""
        context = ssl.create_default_context()
        files = [self._options.ca] if self._options.ca else []
        files += [str(path) for path in sorted(Path("/etc/docker/certs.d", host).glob("*.crt"))]
        for file in files:
            try:  # the library would wait for a pipe, and read a device without end; PEM is ASCII, comments may not be
                context.load_verify_locations(cadata=read_named(file).decode("ascii", "ignore"))
            except (FileError, ssl.SSLError, ValueError) as error:
                why = (error.reason if isinstance(error, ssl.SSLError) else None) or error
                raise RegistryError(f"{file} holds no certificates: {why}", "Name a file in PEM form.") from error
        return context


def _read(response: urllib3.response.BaseHTTPResponse, host: str) -> bytes:
    """Read an answer in a limited size."""
    body = b""
    while piece := response.read1(65536):  # what has come by now; `read` would wait for all of it
        body += piece
        if len(body) > LARGEST:
            raise RegistryError(f"{host} answers with more than {LARGEST // 1024 // 1024} MB", "Is it a registry?")
    return body


def _wait(asked: str, attempt: int) -> float:
    """Return the seconds until the next try: what the registry asks for, in limits, or twice as long each time."""
    seconds = float(asked) if re.fullmatch(r"[0-9]{1,6}", asked) else 0.5 * 2**attempt
    return min(seconds, _LONGEST_WAIT)


def _told(error: Exception, host: str, timeout: float) -> RegistryError:
    """Say what happened, and what to do."""
    reason = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(reason, SSLError):
        return CertificateError(
            f"{host}: its certificate is not trusted: {_plain(reason)}",
            "Give its authority with --ca FILE, or as /etc/docker/certs.d/HOST/ca.crt.",
        )
    for kinds, what, hint in _FAILURES:
        if isinstance(reason, kinds):
            return RegistryError(f"{host} {what.format(why=_plain(reason), seconds=f'{timeout:g}')}", hint)
    return RegistryError(f"{host} cannot be asked: {_plain(reason)}", "Check its address.")


_FAILURES: Final = (
    (NameResolutionError, "cannot be resolved", "Check its name and the network."),
    (NewConnectionError, "cannot be reached: {why}", "Check its address, the network and proxies."),
    (
        (ConnectTimeoutError, ReadTimeoutError),
        "does not answer within {seconds} s",
        "Try again, or give it longer: --timeout.",
    ),
    (ProtocolError, "broke the connection off: {why}", "Try again."),
)
"""What the library calls a failure, how a person would say it, and what to do."""


class CertificateError(RegistryError):
    """TLS does not work: an authority that is not known, another name, or no TLS at all."""


def _plain(error: BaseException | None) -> str:
    """Return the end of the library's nested message, where the reason stands."""
    text = str(error)
    found = re.search(r"(?:\[Errno -?[0-9]+\] |\[SSL: [A-Z_]{1,80}\] )([^()']{1,200})", text)
    return (found[1] if found else text).strip()[:200]
