"""Finds logins for registries, as stored by `docker login` or by a credential helper."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Final

from dockgen.records import NamedTuple
from dockgen.registry.errors import RegistryError
from dockgen.registry.reference import DOCKER_HUB
from dockgen.text import parsed

_HUB_KEY: Final = "https://index.docker.io/v1/"
"""Docker's key for Docker Hub, for historical reasons."""
_PATIENCE: Final = 20
"""Seconds for a credential helper, which may ask a person or a service."""


class Login(NamedTuple):
    """A name and a password, or a token."""

    name: str
    password: str
    identity_token: str = ""

    @property
    def basic(self) -> str:
        """The authorization header."""
        return "Basic " + base64.b64encode(f"{self.name}:{self.password}".encode()).decode()


def login_for(host: str) -> Login | None:
    """Return the login for a registry from Docker's configuration, or None; RegistryError if that is broken."""
    config = _config()
    key = _HUB_KEY if host == DOCKER_HUB else host
    helper = parsed.table(config, "credHelpers").get(key) or config.get("credsStore")
    if isinstance(helper, str) and helper and (found := _asked(helper, key)):
        return found
    auths = parsed.table(config, "auths")
    entry = next((auths[name] for name in (key, host, f"https://{host}", f"https://{host}/v1/") if name in auths), None)
    return _read(entry) if isinstance(entry, dict) else None


def config_folder() -> Path:
    """Return the path of Docker's configuration."""
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")


def _config() -> parsed.Table:
    path = config_folder() / "config.json"
    try:
        return parsed.table(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        hint = "Fix it, or set DOCKER_CONFIG to another folder."
        raise RegistryError(f"{path} cannot be read: {error}", hint) from error


def _read(entry: parsed.Table) -> Login | None:
    token = str(entry.get("identitytoken") or "")
    name, password = str(entry.get("username") or ""), str(entry.get("password") or "")
    if text := entry.get("auth"):
        try:
            name, _, password = base64.b64decode(str(text)).decode().strip("\0").partition(":")
        except ValueError as error:
            raise RegistryError("auth in Docker's config.json is not base64", "Run `docker login` again.") from error
    return Login(name, password, token) if name or token else None


def _asked(helper: str, key: str) -> Login | None:
    """Ask a helper; as in Docker, one that exits with an error has no login."""
    program = f"docker-credential-{helper}"
    try:
        done = subprocess.run(  # noqa: S603 - the person's own configuration names it, as for Docker
            [program, "get"], input=key, capture_output=True, encoding="utf-8", timeout=_PATIENCE, check=False
        )
    except FileNotFoundError as error:
        raise RegistryError(f"{program}, which Docker's config.json names, is not installed", "Install it.") from error
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        raise RegistryError(f"{program} does not work: {error}", "Try it: `docker login` uses it too.") from error
    if done.returncode != 0:
        return None
    try:
        data = json.loads(done.stdout)
        name, secret = str(data.get("Username") or ""), str(data.get("Secret") or "")
    except (ValueError, AttributeError, RecursionError) as error:
        raise RegistryError(f"{program} did not return JSON", "Try it: `docker login` uses it too.") from error
    return Login("", "", secret) if name == "<token>" else Login(name, secret) if name else None
