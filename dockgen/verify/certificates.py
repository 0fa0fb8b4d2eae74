"""A certificate for programs that serve TLS: the one that compose.yaml takes too, or one for this run."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

_NAMES: Final = ("tls.crt", "tls.key")
_FOLDER: Final = "certs"
_COMMAND: Final = (
    *("openssl", "req", "-x509", "-days", "2", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"),
    *("-keyout", "tls.key", "-out", "tls.crt", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
)
_SECONDS: Final = 20
INSIDE: Final = "/run/secrets/dockgen-tls"
VARIABLES: Final = {"TLS_CERT_FILE": f"{INSIDE}/tls.crt", "TLS_KEY_FILE": f"{INSIDE}/tls.key"}


def folder(context: Path, scratch: Path) -> Path | None:
    """Return a folder with certificate and key, from the context's `certs/` or made by openssl; None without both."""
    made = scratch / _FOLDER
    made.mkdir(exist_ok=True)
    made.chmod(0o755)  # whatever the umask says
    if not _copies(context / _FOLDER, made) and not _makes(made):
        return None
    for name in _NAMES:
        (made / name).chmod(0o644)
    return made


def _copies(own: Path, made: Path) -> bool:
    """Take the project's own; none where they are not there, or only somebody else may read them."""
    try:
        for name in _NAMES:
            shutil.copyfile(own / name, made / name)
    except OSError:
        return False
    return True


def _makes(where: Path) -> bool:
    try:
        done = subprocess.run(_COMMAND, cwd=where, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - a fixed command
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
