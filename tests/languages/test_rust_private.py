"""Crates of a registry that wants a token, and of a repository that wants a password: nothing of those is left."""

import hashlib
import io
import json
import subprocess
import tarfile

import pytest
import sample
from snapshots import write

pytestmark = pytest.mark.engine

HOST = "crates.acme.test"
TOKEN = "canary-91c4d0b7"  # noqa: S105 - it opens nothing but this test's own server
PASSWORD = "canary-2f6e83aa"  # noqa: S105 - the same
MANIFEST = '[package]\nname = "{}"\nversion = "1.0.0"\nedition = "2021"\n'
LIBRARY = "pub const WORD: &str = {};\n"
PROJECT = {
    "Cargo.toml": MANIFEST.format("shop")
    + f'[dependencies]\nmoney = {{ version = "1", registry = "acme" }}\nlog = {{ git = "https://{HOST}/log" }}\n',
    ".cargo/config.toml": f'[registries.acme]\nindex = "sparse+https://{HOST}/index/"\n',
    "src/main.rs": 'fn main() {\n    println!("{} {}", money::WORD, log::WORD);\n}\n',
}
SERVER = """\
FROM golang:1.27-alpine3.23 AS build
WORKDIR /src
COPY <<EOF main.go
package main

import (
	"log"
	"net/http"
)

func main() {
	files := http.FileServer(http.Dir("/files"))
	log.Fatal(http.ListenAndServeTLS(":443", "/server.crt", "/server.key", http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			if _, password, _ := r.BasicAuth(); password != "PASSWORD" && r.Header.Get("Authorization") != "TOKEN" {
				w.Header().Set("WWW-Authenticate", "Basic")
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			files.ServeHTTP(w, r)
		})))
}
EOF
RUN CGO_ENABLED=0 go build -o /server main.go
FROM scratch
COPY --from=build /server /server
COPY server.crt server.key /
COPY files /files
ENTRYPOINT ["/server"]
"""


def run(*command, folder):
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def crate(name, word):
    """Return a crate as a registry has it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, text in (("Cargo.toml", MANIFEST.format(name)), ("src/lib.rs", LIBRARY.format(json.dumps(word)))):
            entry = tarfile.TarInfo(f"{name}-1.0.0/{path}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


@pytest.fixture(scope="module")
def files(tmp_path_factory, certificates):
    """Make a registry, a repository, and a certificate for the server's name."""
    folder = tmp_path_factory.mktemp("crates")
    packed = crate("money", "Hello")
    row = {"name": "money", "vers": "1.0.0", "deps": [], "features": {}, "yanked": False}
    write(
        folder,
        {
            "files/index/config.json": json.dumps({"dl": f"https://{HOST}/crates", "api": "", "auth-required": True}),
            "files/index/mo/ne/money": json.dumps(row | {"cksum": hashlib.sha256(packed).hexdigest()}) + "\n",
            "files/crates/money/1.0.0/download": packed,
            "work/Cargo.toml": MANIFEST.format("log"),
            "work/src/lib.rs": LIBRARY.format('"private"'),
        },
    )
    me = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    run("git", "init", "--quiet", folder=folder / "work")
    run("git", "add", ".", folder=folder / "work")
    run("git", *me, "commit", "--quiet", "--message", "First", folder=folder / "work")
    run("git", "clone", "--quiet", "--bare", "work", "files/log", folder=folder)
    run("git", "update-server-info", folder=folder / "files/log")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "server.key")
    authority = ("-CA", certificates / "ca.crt", "-CAkey", certificates / "ca.key")
    name = ("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}")
    run("openssl", "req", "-x509", "-days", "2", *key, "-out", "server.crt", *name, *authority, folder=folder)
    (folder / "server.key").chmod(0o644)
    return folder


def test_private_crates_are_fetched_with_secrets_that_leave_no_trace(engine, files, trusting, tmp_path):
    folder = tmp_path / "shop"
    write(folder, PROJECT)
    write(tmp_path, {"netrc": f"machine {HOST} login me password {PASSWORD}\n"})
    sample.init(folder)
    assert engine.findings(folder) == ""
    server = engine.build(files, stdin=SERVER.replace("PASSWORD", PASSWORD).replace("TOKEN", TOKEN))
    instead = [
        word
        for old, new in trusting("rust:1.99-slim-trixie").items()
        for word in ("--build-context", f"{old}=docker-image://{new}")
    ]
    name = "CARGO_REGISTRIES_ACME_TOKEN"
    secrets = ("--secret", f"id=netrc,src={tmp_path / 'netrc'}", "--secret", f"id={name},env={name}")
    image = f"{engine.name}:private"
    with engine.running(server) as container:
        address = next(iter(container.inspect()["NetworkSettings"]["Networks"].values()))["IPAddress"]
        where = ("--no-cache", "--add-host", f"{HOST}:{address}", "--tag", image, *instead)
        refused = engine.attempt("build", *where, folder)
        assert refused.returncode != 0
        done = engine.attempt("build", *where, *secrets, folder, env={name: TOKEN})
    assert done.returncode == 0, done.stdout + done.stderr
    for secret in (TOKEN, PASSWORD):
        assert secret not in done.stdout + done.stderr + engine.docker("history", "--no-trunc", image)
        assert not [layer for layer in engine.layers(image) if secret.encode() in layer.tar]
    with engine.running(image) as container:
        assert container.wait() == 0
        assert container.logs() == "Hello private\n"
    engine.remove(image, server)
