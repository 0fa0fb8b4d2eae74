"""A module that only those with a password may fetch: it is built in, and the password is nowhere."""

import base64
import hashlib
import subprocess
import uuid

import pytest
import sample

pytestmark = pytest.mark.engine

HOST = "git.acme.test"
MODULE = f"{HOST}/acme/greeting.git"
VERSION = f"v1.0.{uuid.uuid4().int % 10**9}"  # a new one: the builder keeps what it has fetched once
PASSWORD = "canary-5a7c1e90"  # noqa: S105 - it opens nothing but this test's own server
FILES = {
    "go.mod": f"module {MODULE}\n\ngo 1.27.0\n",
    "greeting.go": 'package greeting\n\n// Text says hello.\nfunc Text() string { return "Hello private" }\n',
}
PROJECT = {
    "go.mod": f"module {HOST}/acme/shop\n\ngo 1.27.0\n\nrequire {MODULE} {VERSION}\n",
    "Makefile": f"export GOPRIVATE = {HOST}\n\nbuild:\n\tgo build .\n",
    "main.go": 'package main\n\nimport "fmt"\n'
    f'import "{MODULE}"\n\nfunc main() {{\n\tfmt.Println(greeting.Text())\n}}\n',
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
	files := http.FileServer(http.Dir("/repositories"))
	log.Fatal(http.ListenAndServeTLS(":443", "/git.crt", "/git.key", http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			if _, password, _ := r.BasicAuth(); password != "PASSWORD" {
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
COPY git.crt git.key /
COPY repositories /repositories
ENTRYPOINT ["/server"]
"""


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def run(*command, folder):
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def digest(texts):
    """Return Go's own sum of files, as in go.sum."""
    lines = (f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(texts.items()))
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


@pytest.fixture(scope="module")
def repositories(tmp_path_factory, certificates):
    """Make a folder with a repository, as a plain web server can offer it, and a certificate for the server's name."""
    folder = tmp_path_factory.mktemp("git")
    work = write(folder / "work", FILES)
    me = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    run("git", "init", "--quiet", folder=work)
    run("git", "add", ".", folder=work)
    run("git", *me, "commit", "--quiet", "--message", "First", folder=work)
    run("git", *me, "tag", VERSION, folder=work)
    bare = folder / "repositories/acme/greeting"  # go takes .git for the mark of a repository, and not for its name
    run("git", "clone", "--quiet", "--bare", work, bare, folder=folder)
    run("git", "update-server-info", folder=bare)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", folder / "git.key")
    authority = ("-CA", certificates / "ca.crt", "-CAkey", certificates / "ca.key")
    name = ("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}")
    run("openssl", "req", "-x509", "-days", "2", *key, "-out", folder / "git.crt", *name, *authority, folder=folder)
    (folder / "git.key").chmod(0o644)
    return folder


@pytest.fixture(scope="module")
def address(engine, repositories):
    """Run the server, and return where builds find it."""
    image = engine.build(repositories, stdin=SERVER.replace("PASSWORD", PASSWORD))
    with engine.running(image) as container:
        yield next(iter(container.inspect()["NetworkSettings"]["Networks"].values()))["IPAddress"]
    engine.remove(image)


@pytest.fixture
def project(tmp_path):
    sums = f"{MODULE} {VERSION} {digest({f'{MODULE}@{VERSION}/{path}': text for path, text in FILES.items()})}\n"
    sums += f"{MODULE} {VERSION}/go.mod {digest({'go.mod': FILES['go.mod']})}\n"
    folder = write(tmp_path / "shop", PROJECT | {"go.sum": sums})
    sample.init(folder)
    return folder


def build(engine, folder, address, trusting, *flags):
    """Build as the comment in the Dockerfile says, where the server is found and trusted."""
    images = trusting("golang:1.27-trixie")
    instead = [word for old, new in images.items() for word in ("--build-context", f"{old}=docker-image://{new}")]
    tag = f"{engine.name}:private"
    where = ("--add-host", f"{HOST}:{address}", "--tag", tag)
    return tag, engine.attempt("build", "--no-cache", *where, *instead, *flags, folder)


def test_a_private_module_is_fetched_with_a_secret_that_leaves_no_trace(engine, project, address, trusting, tmp_path):
    (tmp_path / "netrc").write_text(f"machine {HOST} login me password {PASSWORD}\n")
    assert engine.findings(project) == ""
    image, done = build(engine, project, address, trusting, "--secret", f"id=netrc,src={tmp_path / 'netrc'}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    assert PASSWORD not in engine.docker("history", "--no-trunc", image)
    assert not [layer for layer in engine.layers(image) if PASSWORD.encode() in layer.tar]
    with engine.running(image) as container:
        assert container.wait() == 0
        assert container.logs() == "Hello private\n"
    engine.remove(image)


def test_without_it_nothing_is_fetched(engine, project, address, trusting):
    for name in ("go.mod", "go.sum"):
        (project / name).write_text((project / name).read_text().replace(VERSION, f"{VERSION}0"))
    _, done = build(engine, project, address, trusting)
    assert done.returncode != 0
    assert "no secure protocol found for repository" in done.stderr
