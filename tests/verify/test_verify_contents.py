"""Looking into images: what has no place in a layer is found in each of them, and nothing else is."""

import gzip
import hashlib
import io
import json
import sys
import tarfile
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from saved_images import image, oci_layout, old_archive, tar

from dockgen.dockerfiles.dockerfile import parse
from dockgen.engines.errors import EngineError
from dockgen.secrets.texts import OVERLAP
from dockgen.verify.evidence import Contents, Kind, Layer, Wanted
from dockgen.verify.ignored import wanted
from dockgen.verify.origin import kind_of, placed
from dockgen.verify.scan import scan

BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
KEY = f"-----BEGIN PRIVATE KEY-----\n{BODY}\n{BODY}\n-----END PRIVATE KEY-----\n".encode()
GITHUB = b"token: gh" + b"p_" + b"A1b2C3d4E5f6" * 3 + b"\n"
AWS = b"id = AK" + b"IAQWERTYUIOPASDFGH\nsecret = " + b"q1W2e3R4t5" * 4 + b"\n"
BIG = b"x" * 200_000


def found(*layers, wants=None, **more):
    return [
        (one.kind, one.path, one.layer, one.is_removed) for one in scan(image(layers, **more), wants or Wanted()).hits
    ]


def whats(path, content):
    return [one.what for one in scan(image([{path: content}]), Wanted()).hits]


# The archive


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lambda layer: gzip.compress(layer[:700]) + gzip.compress(layer[700:])]
)
def test_a_layer_is_read_however_it_is_packed_with_gzip(pack):
    contents = scan(image([{"bin/sh": b""}, {"app/key": KEY}], pack=pack), Wanted())
    assert [one.path for one in contents.hits] == ["/app/key"]
    assert [layer.files for layer in contents.layers] == [1, 1]
    assert contents.layers[1].size == len(tar({"app/key": KEY}))


@pytest.mark.parametrize("attested", [False, True])
def test_an_oci_layout_is_read_past_its_attestations(attested):
    assert [one.path for one in scan(oci_layout([{}, {"a": KEY}], attested=attested), Wanted()).hits] == ["/a"]


def test_an_archive_of_an_older_docker_has_links_for_layers_that_are_the_same():
    contents = scan(old_archive([{"a": KEY}, {"b": b""}]), Wanted())
    assert [(one.path, one.layer) for one in contents.hits] == [("/a", 0), ("/a", 2)]


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python can unpack zstd")
def test_a_layer_that_this_python_cannot_unpack_is_named():
    contents = scan(image([{"a": KEY}], pack=lambda layer: b"\x28\xb5\x2f\xfd" + layer), Wanted())
    assert contents.unread == ["layer 0: it is packed with zstd, which Python can unpack from 3.14 on"]
    assert contents.packages is None


def reads_or_says_why(archive):
    """Tell whether an archive is read, or refused as an engine's; another error goes on."""
    try:
        return scan(io.BytesIO(archive), Wanted()).size > 0
    except EngineError as error:
        return "cannot be read" in str(error)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000), st.integers(0, 12_000), st.integers(0, 12_000), st.booleans())
def test_a_broken_archive_is_an_engines_error_and_never_another_one(noise, start, cut, is_packed):
    whole = image(
        [{"app/.env": b"PASSWORD=hunter22\n", "a": KEY}], pack=gzip.compress if is_packed else bytes
    ).getvalue()
    broken = (whole[:start] + noise + whole[start + len(noise) :])[: max(cut, start)]
    assert reads_or_says_why(broken)


def test_an_entry_that_claims_to_be_larger_than_any_disk_is_refused_soon():
    entry = tarfile.TarInfo("huge.bin")
    entry.size = 2**62
    with pytest.raises(EngineError, match="cannot be read"):
        scan(io.BytesIO(entry.tobuf(tarfile.GNU_FORMAT) + b"\0" * 2048), Wanted())


def test_a_sparse_file_that_claims_many_zeros_is_passed_over():
    entry = tarfile.TarInfo("zeros.bin")
    entry.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**60)}
    content = f"1\n{2**60}\n0\n".encode().ljust(512, b"\0")
    entry.size = len(content)
    layer = entry.tobuf(tarfile.PAX_FORMAT) + content + b"\0" * 1024
    contents = scan(image([{}], pack=lambda _: layer), Wanted())
    assert (contents.layers[0].files, contents.size < 10_000) == (1, True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Config", "Layers", "config", "history", "Env", "Labels", "created_by", "manifests", "digest"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, JSON)
def test_whatever_stands_in_its_json_is_read_or_an_engines_error(manifest, config):
    for top in (manifest, [{"Config": "c", "Layers": ["l"]}]):
        files = {"c": json.dumps({"config": config, "history": config} if top is not manifest else config).encode()}
        files |= {"l": tar({"a": b"b"}), "manifest.json": json.dumps(top).encode()}
        assert reads_or_says_why(tar(files))


def test_a_large_file_needs_little_memory():
    archive = image([{"data.bin": b"\0" * 30_000_000, "text.txt": b"a line\n" * 3_000_000}])
    tracemalloc.start()
    scan(archive, Wanted())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


# Secrets


@pytest.mark.parametrize(
    ("path", "content", "what"),
    [
        ("app/tls.key", KEY, "a private key"),
        ("app/key.json", KEY.replace(b"\n", b"\\n"), "a private key"),
        ("app/id", KEY.replace(b"PRIVATE", b"RSA PRIVATE"), "a private key"),
        (
            "app/google.json",
            b'{"type": "service_account", "k": "' + KEY.replace(b"\n", b"\\n"),
            "a Google service account key",
        ),
        ("root/.gnupg/a.asc", b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nx", "a PGP private key"),
        ("app/store.p12", b"\x30\x82" + b"1" * 40, "a store of private keys"),
        ("app/store.jks", b"\xfe\xed\xfe\xed" + b"1" * 40, "a store of private keys"),
        ("app/a.js", GITHUB, "a GitHub token"),
        ("usr/src/app/a.js", GITHUB, "a GitHub token"),
        ("usr/share/nginx/html/a.js", GITHUB, "a GitHub token"),
        ("app/a.js", b"glpat-" + b"a1B2c" * 4, "a GitLab token"),
        ("app/a.js", b"xoxb-" + b"9081726354-a1B2c3D4e5F6", "a Slack token"),
        ("app/a.js", b"'sk_live" + b"_" + b"a1B2c3D4" * 4, "a Stripe key"),
        ("app/a.js", b"npm_" + b"a1B2c3D4e5F6" * 3, "an npm token"),
        ("app/a.js", b"pypi-AgE" + b"IcHlwa" * 12, "a PyPI token"),
        ("app/aws.py", AWS, "an AWS access key"),
        ("app/program", b"\x7fELF\0\0\0" + b"\0" * 300_000 + GITHUB, "a GitHub token"),
        ("root/.netrc", b"machine example.com login me password hunter22\n", "a password of .netrc"),
        ("root/.git-credentials", b"https://me:hunter22@git.acme.dev\n", "a password for git"),
        ("root/.docker/config.json", b'{"auths": {"r": {"auth": "bWU6aHVudGVyMjI="}}}', "a login to a registry"),
        ("root/.pgpass", b"db.acme.dev:5432:shop:me:hunter22\n", "a password for PostgreSQL"),
        (
            "root/.kube/config",
            b"kind: Config\nusers:\n- user:\n    token: eyJhbGciOiJSUzI1NiJ9\n",
            "a login to Kubernetes",
        ),
        ("app/.npmrc", b"//r.acme.dev/:_authToken=0a1b2c3d4e5f60718293\n", "a login to npm's registry"),
        ("root/.pypirc", b"[acme]\nusername = me\npassword = hunter22\n", "a login to a package index"),
        (
            "etc/pip.conf",
            b"[global]\nindex-url = https://me:hunter22@pip.acme.dev/simple\n",
            "a password in an address",
        ),
        ("app/.env", b"DEBUG=1\nexport DB_PASSWORD='hunter22'\n", "secrets in an environment file"),
        ("app/prod.env", b"DATABASE_URL=postgres://shop:hunter22@db.acme.dev/shop\n", "secrets in an environment file"),
        ("app/a.js", b"hf" + b"_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3x", "a Hugging Face token"),
        ("app/a.js", b"hvs" + b".aB3dE5fG7hI9jK1lM3nO5pQ7rS9t", "a Vault token"),
        ("app/a.js", b"AGE-SECRET" + b"-KEY-1" + b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" + b"Q" * 26, "an age private key"),
        ("app/a.js", b"dapi" + b"0a1b9c3d" * 4, "a Databricks token"),
        ("app/a.js", b"GOCSPX" + b"-" + b"aB3dE5f" * 4, "an OAuth client secret"),
        ("app/a.js", b"AccountKey=" + b"aB3d" * 21 + b"aB==", "an Azure storage account key"),
        ("app/a", b"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: x\n", "a PuTTY private key"),
        ("app/a.xml", b'<add key="ClearTextPassword" value="hunter22" />', "a NuGet password"),
        ("app/a.js", b'{"kty": "EC", "d": "' + b"aB3dE5fG" * 6 + b'"}', "a private key"),
        ("app/a.der", b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00" + b"a" * 40, "a private key"),
        ("app/config/master.key", b"0a1b2c3d4e5f60718293a4b5c6d7e8f9\n", "the master key of Rails"),
    ],
)
def test_a_secret_is_found_as_what_it_is(path, content, what):
    assert whats(path, content) == [what]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("app/tls.crt", b"-----BEGIN CERTIFICATE-----\n" + BODY.encode()),
        ("app/id.txt", b"-----BEGIN PUBLIC KEY-----\n" + BODY.encode()),
        ("app/strings", b"\0-----BEGIN PRIVATE KEY-----\0-----BEGIN RSA PRIVATE KEY-----\0" + b"a" * 99),
        ("app/locked.key", KEY.replace(b"PRIVATE", b"ENCRYPTED PRIVATE")),
        ("app/locked.pem", b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n" + BODY.encode()),
        ("app/node_modules/tls/test/a.pem", KEY),
        ("usr/local/lib/python3.13/site-packages/a/b.pem", KEY),
        ("usr/local/go/src/crypto/tls/a_test.go", KEY),
        ("usr/share/doc/openssl/a.pem", KEY),
        ("app/testdata/a.key", KEY),
        ("etc/ssl/private/ssl-cert-snakeoil.key", KEY),
        ("app/README.md", GITHUB),
        ("app/a.js", b"ghp_" + b"x" * 36),
        ("app/a.js", b"glpat-xxxxxxxxxxxxxxxxxxxx"),
        ("app/a.js", b"AK" + b"IAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("app/a.js", b"AK" + b"IAQWERTYUIOPASDFGH alone"),
        ("app/.env", b"PASSWORD=changeme\nAPI_KEY=${API_KEY}\nTOKEN=<your token>\nKEY_FILE=/run/key\nSECRET=\n"),
        ("app/.env", b"NEXT_PUBLIC_API_KEY=a1B2c3D4e5F6\nVITE_TOKEN=a1B2c3D4e5\nMAX_TOKEN=4096\nAUTH=true\nPORT=80\n"),
        ("app/.env.example", b"PASSWORD=hunter22\n"),
        ("app/.env", b"DATABASE_URL=postgres://postgres:postgres@db/shop\nCACHE=redis://me:hunter22@localhost\n"),
        ("app/.npmrc", b"//r.acme.dev/:_authToken=${NPM_TOKEN}\nsave-exact=true\n"),
        ("root/.docker/config.json", b'{"credsStore": "desktop", "auths": {}}'),
        ("app/a.js", b"hf_transformers_and_other_names_of_variables; hvs.getElementByIdentifierAndName()"),
        (
            "app/a.js",
            b"AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        ),
        ("app/a", b"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: aes256-cbc\nComment: x\n"),
        ("app/a.xml", b'<add key="ClearTextPassword" value="%PASSWORD%" />'),
        ("app/a.js", b'{"kty": "EC", "x": "' + b"aB3dE5fG" * 6 + b'", "d": 3}'),
        ("app/a.crt", b"\x30\x82\x04\xa4\x30\x82\x01\x01" + b"a" * 40),
        ("app/trust.jks", b"\xfe\xed\xfe\xed" + b"1" * 40),
        ("app/store.p12", b"a text and no store of any keys"),
        ("etc/pip.conf", b"[global]\nindex-url = https://pip.acme.dev/simple\n"),
    ],
)
def test_what_only_looks_like_a_secret_is_none(path, content):
    assert whats(path, content) == []


@pytest.mark.parametrize("before", [262_144 - 20, 1_048_576 - 20, 1_048_576 - OVERLAP, 262_144 + 1_048_576 - 1, 0])
def test_a_secret_is_found_where_two_blocks_meet(before):
    assert whats("app/a.txt", b"-" * before + b" " + GITHUB + b"-" * 300_000) == ["a GitHub token"]


def test_a_secret_that_a_later_layer_removes_or_replaces_is_found_in_its_own_layer():
    assert found(
        {"app/.env": b"TOKEN=a1B2c3D4e5\n", "b/key": KEY, "c/key": KEY}, {}, {"app/.wh..env": b"", "b/key": b""}
    ) == [
        (Kind.SECRET, "/app/.env", 0, True),
        (Kind.PRIVATE_KEY, "/b/key", 0, True),
        (Kind.PRIVATE_KEY, "/c/key", 0, False),
    ]


@pytest.mark.parametrize("removal", ["app/.wh..wh..opq", ".wh.app", ".wh..wh..opq"])
def test_a_folder_that_is_removed_takes_what_is_in_it(removal):
    assert found({"app/deep/key": KEY}, {removal: b""}) == [(Kind.PRIVATE_KEY, "/app/deep/key", 0, True)]


def test_the_configuration_and_the_history_are_searched_too():
    contents = scan(
        image(
            [{}],
            {"Env": ["PATH=/bin", "GPG_KEY=" + "A0" * 20, "DB_PASSWORD=hunter22"], "Labels": {"a": GITHUB.decode()}},
            [
                "RUN |2 NPM_TOKEN=a1B2c3D4e5 V=1 /bin/sh -c npm ci # buildkit",
                "-ARG API_KEY=0a1b2c3d4e",
                "-RUN /bin/sh -c echo 'root:toor' | chpasswd # buildkit",
            ],
        ),
        Wanted(),
    )
    assert [(one.path, one.layer) for one in contents.hits] == [
        ("ENV DB_PASSWORD", -1),
        ("LABEL a", -1),
        ("ARG NPM_TOKEN", -1),
        ("ARG API_KEY", -1),
        ("RUN in the history", -1),
    ]
    assert "hunter22" not in str(contents)


# Tools, caches, repositories, what is left


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("usr/bin/x86_64-linux-gnu-gcc-14", "the C compiler"),
        ("usr/bin/g++", "the C++ compiler"),
        ("usr/local/go/bin/go", "the Go toolchain"),
        ("usr/local/cargo/bin/cargo", "the Rust toolchain"),
        ("opt/java/openjdk/bin/javac", "the Java compiler"),
        ("usr/share/maven/bin/mvn", "Maven"),
        ("usr/bin/make", "make"),
        ("usr/bin/git", "git"),
        ("app/node_modules/typescript/lib/tsc.js", "typescript, a development dependency"),
        ("app/node_modules/@angular/cli/bin/ng.js", "@angular/cli, a development dependency"),
    ],
)
def test_a_build_tool_is_found(path, what):
    contents = scan(image([{path: b"program"}]), Wanted())
    assert [(one.kind, one.what) for one in contents.hits] == [(Kind.TOOL, what)]


@pytest.mark.parametrize(
    "path",
    [
        *("usr/bin/gcc-ranlib.txt", "app/bin/make", "usr/bin/gone", "usr/local/bin/node", "usr/bin/python3"),
        *("opt/java/bin/java", "app/cmake", "usr/local/lib/node_modules/npm/bin/npm-cli.js"),
        "usr/lib/gcc/x86_64-linux-gnu/14/libgcc_s.so",
    ],
)
def test_what_programs_need_is_no_build_tool(path):
    assert found({path: b"program"}) == []


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("var/lib/apt/lists/deb.debian.org_dists", "/var/lib/apt/lists"),
        ("var/cache/apt/archives/a.deb", "/var/cache/apt"),
        ("root/.cache/pip/http/a", "/root/.cache/pip"),
        ("home/me/.npm/_cacache/content/a", "/home/me/.npm/_cacache"),
        ("root/.cache/go-build/00/a", "/root/.cache/go-build"),
        ("go/pkg/mod/example.com/a.go", "/go/pkg/mod"),
        ("root/.m2/repository/a.jar", "/root/.m2/repository"),
        ("usr/local/cargo/registry/a.crate", "/usr/local/cargo/registry"),
        ("app/.next/cache/webpack/a", "/app/.next/cache"),
        ("app/node_modules/.cache/babel/a", "/app/node_modules/.cache"),
    ],
)
def test_a_cache_counts_as_a_whole(path, folder):
    contents = scan(image([{path: BIG, f"{path}2": BIG}]), Wanted())
    assert [(one.kind, one.path, one.size) for one in contents.hits] == [(Kind.CACHE, folder, 400_000)]


@pytest.mark.parametrize(
    "path", ["app/__pycache__/a.pyc", "app/.yarn/cache/a.zip", "app/cache/a", "app/.next/cache/images/a"]
)
def test_what_the_program_reads_is_no_cache(path):
    assert found({path: BIG}) == []


def test_a_small_cache_is_not_worth_a_word():
    assert found({"root/.cache/pip/a": b"x" * 99_000}) == []


def test_a_cache_that_a_later_layer_empties_is_removed():
    assert found({"var/lib/apt/lists/a": BIG}, {"var/lib/apt/lists/.wh.a": b""}) == [
        (Kind.CACHE, "/var/lib/apt/lists", 0, True)
    ]


@pytest.mark.parametrize("name", [".git", ".hg", ".svn"])
def test_a_repository_is_found_once(name):
    inside = {".git": ("HEAD", "objects/pack/a.pack"), ".hg": ("hgrc", "store/a"), ".svn": ("wc.db", "pristine/a")}[
        name
    ]
    assert found({f"app/{name}/{path}": b"x" for path in inside}) == [(Kind.IGNORED, f"/app/{name}", 0, False)]


@pytest.mark.parametrize("path", ["app/.gitignore", "app/.git", "app/.github/workflows/a.yml", "app/x.git/HEAD2"])
def test_what_only_has_to_do_with_git_is_no_repository(path):
    assert found({path: b"a text of some length, and more of it"}) == []


def test_shells_and_managers_are_those_that_are_left():
    contents = scan(
        image(
            [{"bin/sh": "busybox", "sbin/apk": b"", "usr/local/bin/npm": "../x"}, {"bin/.wh.sh": b"", "app/npm": b""}]
        ),
        Wanted(),
    )
    assert (contents.shells, contents.managers) == ([], ["/sbin/apk", "/usr/local/bin/npm"])


# Files that are ignored


def wanted_of(**files):
    return {len(content): {hashlib.sha256(content).hexdigest(): path} for path, content in files.items()}


def test_a_file_with_the_content_of_an_ignored_one_is_found_under_any_name():
    secret = b"notes that were not meant for anybody\n"
    hits = scan(image([{"srv/copy.md": secret, "srv/other": secret[:-1] + b"!"}]), Wanted(wanted_of(notes=secret))).hits
    assert [(one.path, one.what) for one in hits] == [("/srv/copy.md", "notes, which .dockerignore keeps out")]


def test_the_ignored_files_of_a_context_are_those_without_a_twin_that_is_sent(tmp_path):
    texts = {
        "notes.txt": "notes that were not meant for anybody\n",
        "deep/plan.txt": "a plan that nobody has to know of, really\n",
        "twin.txt": "two files that hold the very same text\n",
        "sent.py": "two files that hold the very same text\n",
        "short.txt": "short\n",
        "LICENSE.txt": "a licence that many have, word by word\n",
        "blank.txt": " " * 99,
        "huge.txt": "x" * 1_100_000,
        "node_modules/a/a.txt": "what tools have put there, again and again\n",
        "dist/a.txt": "what tools have put there, once and again\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "link.txt").symlink_to("notes.txt")
    (tmp_path / "outside").symlink_to("/etc")
    found = wanted(tmp_path, ["**/*.txt"])
    assert found.gap == ""
    assert sorted(path for some in found.ignored.values() for path in some.values()) == ["deep/plan.txt", "notes.txt"]


@pytest.mark.parametrize("patterns", [None, [], ["[a"]])
def test_without_patterns_nothing_is_ignored(tmp_path, patterns):
    (tmp_path / "a.txt").write_text("a text that is long enough to matter\n")
    assert wanted(tmp_path, patterns) == Wanted()


# Which line made a layer


def lines(text, *by, base=0):
    layers = [Layer(1, 1, one, None, is_base=False) for one in by]
    contents = Contents(0, layers, 0, (), (), ())
    return [layer.line for layer in placed(contents, parse(text, "Dockerfile"), base).layers]


FILE = """\
FROM golang AS build
WORKDIR /src
RUN go build
FROM debian
WORKDIR /app
COPY --from=build /out/hello /app/
COPY settings.toml .
RUN apt-get update \\
 && apt-get install -y curl
USER 65532
"""


def test_each_layer_has_the_line_of_its_instruction():
    made = ("ADD rootfs.tar / # buildkit", "WORKDIR /app", "COPY /out/hello /app/", "COPY settings.toml .")
    run = "RUN /bin/sh -c apt-get update  && apt-get install -y curl"
    assert lines(FILE, *made, run, base=1) == [None, 5, 6, 7, 8]
    assert lines(FILE, *made, run) == [None, 5, 6, 7, 8]


def test_an_older_builder_makes_no_layer_for_a_folder_and_names_contents():
    made = ("/bin/sh -c #(nop) ADD file:1 in / ", "/bin/sh -c #(nop) COPY file:2 in /app/ ")
    more = ("/bin/sh -c #(nop) COPY file:3 in /app/ ", "|1 A=b /bin/sh -c apt-get update && apt-get install -y curl")
    assert lines(FILE, *made, *more, base=1) == [None, 6, 7, 8]


def test_a_layer_of_several_instructions_has_no_line():
    assert lines(FILE, "base", "/bin/sh -c apt-get update && apt-get install -y curl", base=1) == [None, None]


def test_the_only_instruction_that_makes_a_layer_made_the_only_layer():
    text = "FROM debian\nCOPY a /a\nENV A=b\n"
    assert lines(text, "base", "/bin/sh -c #(nop) ENV A=b", base=1) == [None, 2]


def test_what_a_base_image_makes_its_users_do_has_no_line():
    text = "FROM node:onbuild\nCOPY main.js .\n"
    assert lines(text, "base", "COPY . /usr/src/app", "RUN /bin/sh -c npm install", "COPY main.js .", base=1) == [
        *(None, None, None),
        2,
    ]


def test_stages_that_stand_on_another_have_its_layers_too():
    text = "FROM debian AS one\nRUN a\nFROM one AS two\nRUN b\nFROM one\nRUN c\n"
    assert lines(text, "base", "RUN /bin/sh -c a", "RUN /bin/sh -c c", base=1) == [None, 2, 6]


def test_of_a_stage_that_is_built_alone_its_own_lines_are_told():
    contents = Contents(0, [Layer(1, 1, "RUN /bin/sh -c b", None, is_base=False)], 0, (), (), ())
    file = parse("FROM scratch AS one\nRUN b\nFROM scratch\nRUN c\n", "Dockerfile")
    assert [layer.line for layer in placed(contents, file, 0, "one").layers] == [2]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["COPY a b", "RUN /bin/sh -c x", "WORKDIR /app", "", "|1 A=b /bin/sh -c x", "?"])),
    st.integers(0, 9),
)
def test_whatever_the_history_says_lines_only_grow(by, base):
    found = [line for line in lines(FILE, *by, base=min(base, len(by))) if line is not None]
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        ("RUN |1 A=b /bin/sh -c x", "RUN"),
        ("/bin/sh -c x", "RUN"),
        ("|1 A=b /bin/sh -c x", "RUN"),
        ("/bin/sh -c #(nop) COPY file:1 in /", "COPY"),
        ("COPY a b # buildkit", "COPY"),
        ("bazel build ...", ""),
        ("", ""),
    ],
)
def test_the_kind_of_an_instruction_is_read_from_the_history(by, kind):
    assert kind_of(by) == kind
