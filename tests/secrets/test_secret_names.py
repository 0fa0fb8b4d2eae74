"""The one list of names of secrets: `.dockerignore`, `audit`, `verify` and the web server agree on it."""

import posixpath
import re
import time
from datetime import date
from pathlib import Path

import canary
import pytest
import sample
from e2b_dockerfile_utils import PatternMatcher
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from saved_images import image
from snapshots import write

from dockgen.audit.read import build_of
from dockgen.dockerfiles.build import ignore_patterns
from dockgen.dockerfiles.dockerfile import parse
from dockgen.engines.face import Built, Config
from dockgen.practices import EVERY
from dockgen.reading.project import Project
from dockgen.secrets import let_in
from dockgen.secrets.secret_names import MAYBE, SECRET, is_certain, named, pattern_of
from dockgen.verify.checks import CHECKS
from dockgen.verify.evidence import Evidence, Kind, Wanted
from dockgen.verify.origin import placed
from dockgen.verify.scan import scan
from dockgen.verify.target import Expect, Target

ALL = [one for group in (*MAYBE, *SECRET) for one in group.names]
LINES = [line for group in (*MAYBE, *SECRET) for line in group.lines()]
LANGUAGES = ("go-hello", "node-hello", "python-hello", "static-hello")
LISTED = [place for place in canary.PLACES if not place.startswith(canary.REPOSITORY[0].split("/")[0])]


def expected(name):
    return (sample.load(name).expected / ".dockerignore").read_text("utf-8")


def matcher(text):
    return PatternMatcher(ignore_patterns(text))


# The list, and the matcher that BuildKit has too


def test_there_are_enough_canaries_to_mean_something():
    assert len(set(canary.NAMES)) >= 120
    assert [one.id for one in ALL if not any(named(place) == one for place in (*canary.PLACES, ".env/a"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_canary_is_kept_out_of_the_build_context_at_the_top_and_in_a_folder(language):
    keeps_out = matcher(expected(language)).matches
    assert [place for place in canary.PLACES if not keeps_out(place)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dockerignore_stays_short_enough_to_be_read(language):
    assert len(expected(language).splitlines()) < 280


@pytest.mark.parametrize("place", LISTED)
def test_each_canary_is_on_the_list_and_its_pattern_alone_keeps_it_out(place):
    assert named(place)
    assert PatternMatcher([pattern_of(place)]).matches(place)


FOLDER = st.sampled_from(["src", "a", "config.d", "public", "Data"])


@st.composite
def paths(draw):
    """Draw a path that an entry of the list matches, and the entry."""
    one = draw(st.sampled_from(ALL))
    text = draw(st.sampled_from(one.patterns))
    filler = st.text("ab1-_", max_size=4)
    name = re.sub(r"\[([^]]+)\]", lambda found: draw(st.sampled_from(_members(found[1]))), text)
    name = re.sub(r"[*?]", lambda found: draw(filler) if found[0] == "*" else draw(st.sampled_from("-_b")), name)
    if one.any_case and draw(st.booleans()):
        name = name.upper()
    above = [] if one.is_at_top else draw(st.lists(FOLDER, max_size=3))
    return "/".join([*above, name]), one


def _members(text):
    return [str(digit) for digit in range(10)] if text == "0-9" else list(text)


@settings(max_examples=1500, deadline=None)
@given(paths())
def test_what_a_pattern_means_is_kept_out_and_named_in_any_folder(drawn):
    path, one = drawn
    assert named(path) is not None, one
    assert PatternMatcher(LINES).matches(path)
    assert PatternMatcher([pattern_of(path)]).matches(path)


PARTS = st.sampled_from(
    (
        *("src", "main.go", "secrets.py", "kubeconfig.go", "query.sql.go", "credentials.ts", "id.txt", "core.js"),
        *("core.1a2b3c.js", "db.ts", "x.env.ts", ".envrc", "prod.env", ".config", "gcloud", "gh", ".m2", "pypoetry"),
        *("shop.sql", "dump.sql", "a.PEM", "a.pem.ts", "wg0.conf", "id_rsa", "auth.json", "auth.json.ts"),
    )
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4).map("/".join))
def test_paths_are_matched_as_buildkit_matches_them(path):
    # BuildKit forgets a second pattern for a folder that is kept out already: what is named like a source comes back
    parts = path.split("/")
    sources = [index for index, part in enumerate(parts) if part.endswith((".go", ".py", ".js", ".ts"))]
    assume(not any(PatternMatcher(LINES).matches("/".join(parts[:index]) or "x") for index in sources))
    assert (named(path) is not None) == PatternMatcher(LINES).matches(path)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "pkg/kubeconfig/load.go",
            "internal/credentials/store.go",
            "secrets.py",
            "secrets.go",
            "src/secrets/index.ts",
        ),
        *("query.sql.go", "migrations/0001_init.sql", "db/migrate/20260101000000_users.sql", "sql/schema.sql"),
        *("auth.ts", "core/main.py", "core.4d5e6f.js", "vault_password.py", "kubeconfig.go", "tokens.json", "env.ts"),
        *(".env.example", "config/.env.example", "keys.ts", "db.py", "dumps.py", "service_account.py", "history.py"),
        *(".yarnrc.yml", ".python-version", ".terraform.lock.hcl", "public/secrets.html", "environment.ts"),
        *("lib/id_rsa.js", "id_rsa_util.py", "id_ed25519.go", "id_rsa.mjs", "src/id_rsa.test.tsx", "dump.env.ts"),
        *("private_key.py", "deploy_keys.go", ".env.d.ts", "sign_ed25519/sign.go", "credentials/a/b.txt"),
        *("pkg/kubeconfig/template.txt", "pkg/kubeconfig-gen/go.mod", "config/credentials.yml.enc", "kubeconfigs.md"),
    ],
)
def test_sources_and_settings_that_a_build_reads_are_not_on_the_list(path):
    assert named(path) is None


def test_a_clear_name_is_kept_out_below_what_is_let_in():
    text = expected("go-hello").replace("# Keys and", "!src\n!**/*.json\n\n# Keys and")
    keeps_out = matcher(text).matches
    assert not keeps_out("src/auth.json")
    assert all(map(keeps_out, ("src/a.kdbx", "src/.npmrc", "a/.ssh/a.json", "src/id_ecdsa")))
    assert not matcher(expected("static-hello")).matches(".well-known/security.txt")
    inside = ("id_ecdsa", ".env", ".git/config", "acme.key", ".hidden", "a.html.bak", ".wgetrc", ".webpack/a.html")
    assert all(matcher(expected("static-hello")).matches(f".well-known/{name}") for name in inside)


CERTAIN = [place for place in LISTED if any(named(place) in group.names for group in SECRET)]
TOOLS = (*canary.REPOSITORY, ".docker/config.json", ".docker/kubeconfig/config.json", ".terraform/providers/a.py")


@pytest.mark.parametrize("name", [*LANGUAGES, "node-vite-env"])
def test_no_line_lets_in_what_is_certain_nor_what_tools_keep(name):
    text = expected(name)
    keeps_out = matcher(text).matches
    exceptions = [line[1:] for line in text.splitlines() if line.startswith("!")]
    folders = {re.sub(r"\*+", "x", re.sub(r"\[(.)[^]]*\]", r"\1", line)) for line in exceptions}
    lost = [
        path
        for folder in folders
        for place in (*CERTAIN, *TOOLS)
        for path in (f"{folder}/{place}", f"{posixpath.dirname(folder) or 'x'}/{place}")
        if not keeps_out(path)
    ]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_let_in_by_its_folder_or_its_ending_is_no_secret_by_its_own_name(language):
    places = ["kubeconfig/prod.kubeconfig", "kubeconfig/kubeconfig", "kubeconfig/prod-kubeconfig.yaml"]
    places += [".docker/kubeconfig/config.json", "credentials/.env", "kubeconfig/.aws/a.py", ".env/lib/a/b.py"]
    places += [".git/modules/kubeconfig/config", ".git/hooks/a.py", ".terraform/a/b.go", ".vscode/a.js"]
    keeps_out = matcher(expected(language)).matches
    assert [place for place in places if not keeps_out(place) or not keeps_out(f"a/{place}")] == []


def test_what_is_left_beside_pages_is_kept_out_and_refused():
    keeps_out, is_refused = matcher(expected("static-hello")).matches, refused("static-hello")
    left = ["a.php.bak", "a.php~", "a.old", "server.key~", "server.key.bak", "db.sqlite3.bak", "a.html.bak.1"]
    left += ["index.html.orig", "a.css.save", ".a.html.swp", "a.swp", "a.html.swo", "#index.html#"]
    assert [name for name in left for above in ("", "admin/a/") if not keeps_out(above + name)] == []
    shown = [name for name in left if not name.startswith(".")]
    assert [name for name in shown for above in ("/", "/admin/a/") if not is_refused(above + name)] == []
    assert [
        one for one in ("docs/README.html", "LICENSE.html", "docs/a.bakery.html", "old.html") if keeps_out(one)
    ] == []
    for language in LANGUAGES:
        assert [
            name
            for name in ("a~", "src/a.py.bak", "a.orig", "a.py.bak.1", "a.swp")
            if not matcher(expected(language)).matches(name)
        ] == []


def test_every_file_of_every_sample_that_is_kept_out_was_meant_to_be():
    for one in sample.load_all():
        if (one.expected / ".dockerignore").is_file() and (sample.FOLDER / one.name / "project").is_dir():
            keeps_out = matcher(expected(one.name)).matches
            lost = [
                path for path in sample.files(sample.FOLDER / one.name / "project") if named(path) and keeps_out(path)
            ]
            assert [path for path in lost if not re.search(r"(?:^|/)\.(?:env|npmrc)", path)] == [], one.name


# audit


def told(folder, ignore, dockerfile="FROM debian\nCOPY . /app\n"):
    write(folder, {"Dockerfile": dockerfile, ".dockerignore": ignore})
    build = build_of(folder / "Dockerfile", "Dockerfile", None, folder, date(2026, 11, 1))
    return EVERY["ignore-file"].about.check(build)


def put(folder, place, text="# marker"):
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(canary.content(place, text))


@pytest.mark.parametrize("place", LISTED)
def test_audit_names_each_canary_that_a_context_lets_in(place, tmp_path):
    put(tmp_path, place)
    (found,) = told(tmp_path, "node_modules\n")
    assert found.message == f"{place} is copied too: .dockerignore does not exclude it"
    assert found.fix == f"Add {pattern_of(place)} to .dockerignore."
    assert told(tmp_path, pattern_of(place)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_audit_is_content_with_what_dockgen_writes(language, tmp_path):
    canary.plant(tmp_path)
    assert told(tmp_path, expected(language)) == []


def test_audit_looks_into_each_folder_that_is_copied_and_says_how_much_more_there_is(tmp_path):
    put(tmp_path, "src/id_ecdsa")
    put(tmp_path, "other/id_ecdsa")
    (found,) = told(tmp_path, "x", "FROM debian\nCOPY src/ /app\n")
    assert (found.at.line, found.message.partition(" ")[0]) == (2, "src/id_ecdsa")
    for number in range(30):
        put(tmp_path, f"src/{number}.kdbx")
    assert told(tmp_path, "x", "FROM debian\nCOPY src/ /app\n")[-1].message.startswith("11 more files")


@pytest.mark.parametrize(
    ("files", "is_found"),
    [
        ({"auth.json": "{}"}, True),
        ({"auth.json": "{}", "main.js": 'require("./auth.json")\n'}, False),
        ({"ca.pem": "-----BEGIN CERTIFICATE-----\n"}, False),
        ({"ca.pem": "-----BEGIN PRIVATE KEY-----\n"}, True),
        ({"node_modules/tls/test.pem": "-----BEGIN PRIVATE KEY-----\n"}, False),
    ],
)
def test_audit_says_nothing_of_what_the_program_reads_and_of_what_is_public(files, is_found, tmp_path):
    write(tmp_path, files)
    assert bool(told(tmp_path, "node_modules\n")) is is_found


@pytest.mark.parametrize(
    ("source", "text", "levels"),
    [
        ("id_ecdsa", None, [None]),
        ("deploy/id_dsa", None, [None]),
        ("vault.kdbx", None, [None]),
        ("prod.env", None, [None]),
        (".env.sample", None, []),
        ("credentials.json", None, [None]),
        ("auth.json", "{}", ["warning"]),
        ("auth.json", '{"key": "-----BEGIN PRIVATE KEY-----\\n' + canary.KEY + '"}', [None]),
        ("ca.pem", None, []),
        ("ca.pem", "-----BEGIN CERTIFICATE-----\n", []),
        ("ca.pem", "-----BEGIN PRIVATE KEY-----\n", [None]),
        ("private.pem", None, [None]),
        ("tls.key", None, [None]),
        ("schema.sql", "", []),
        ("data.db", "", []),
        (".ssh/known_hosts", "", []),
        ("id_rsa.pub", "", []),
    ],
)
def test_a_file_that_is_copied_by_name_is_judged_by_its_name_and_its_text(source, text, levels, tmp_path):
    write(tmp_path, {"Dockerfile": f"FROM debian\nCOPY {source} /app/\n"})
    if text is not None:
        write(tmp_path, {source: text})
    build = build_of(tmp_path / "Dockerfile", "Dockerfile", tmp_path, tmp_path, date(2026, 11, 1))
    assert [one.level for one in EVERY["secrets"].about.check(build)] == levels


# verify


def evidence(files, ignore=()):
    text = "FROM debian\nCOPY . /app\n"
    file = parse(text, "Dockerfile")
    target = Target("app", Path(), Path("Dockerfile"), "Dockerfile", file, None, Expect(), ignore)
    contents = placed(scan(image([{}, files], None, ("ADD rootfs.tar /", "COPY . /app")), Wanted()), file, 1)
    said = Config("id", "", {}, (), (), (), {}, (), (), "", ())
    return Evidence(target, "Fake 1", frozenset(), Built(0), said, 1, contents)


def verified(files, ignore=()):
    """Return what the checks say: each finding's message and details, and whether it is but a note."""
    seen = evidence(files, ignore)
    found = [one for name in ("secrets", "ignored") for one in CHECKS[name].judge(seen).findings]
    return [(" ".join((one.message, *one.detail)), one.is_note) for one in found]


@pytest.mark.parametrize("place", canary.PLACES)
def test_verify_names_each_canary_in_an_image(place):
    found = verified({f"app/{place}": canary.content(place, "Zq8-marker-a1B2c3D4e5F6")})
    path = f"/app/{place}" if ".git/" not in place else f"/app/{place.partition('/')[0]}"
    assert [text for text, _ in found if path in text] != []


def test_a_clear_name_breaks_the_promise_and_another_is_a_note():
    assert [is_note for _, is_note in verified({"app/id_ecdsa": b"x\n"})] == [False]
    assert [is_note for _, is_note in verified({"app/id_ecdsa": b"# some text"})] == [False]
    assert [is_note for _, is_note in verified({"app/shop.sqlite3": b"SQLite format 3"})] == [True]


def test_what_dockerignore_lets_in_by_its_name_is_not_told():
    files = {"app/auth.json": b'{"users": []}'}
    assert verified(files, ["**/auth.json", "!auth.json"]) == []
    assert len(verified(files, ["!other.json"])) == 1
    assert len(verified(files, ["!app/*", "**/auth.json"])) == 1


@pytest.mark.parametrize(
    "path",
    [
        *("etc/ssl/private/a.key", "usr/lib/ssl/cert.pem", "var/lib/app/a.db", "usr/share/keyrings/secring.gpg"),
        *("app/node_modules/tls/a.key", "app/pkg/kubeconfig/a.json", "app/migrations/0001_a.sql", "app/.env.example"),
    ],
)
def test_names_say_nothing_where_others_files_are(path):
    assert [one for one in scan(image([{path: b"some text in it"}]), Wanted()).hits if one.kind is Kind.NAMED] == []


# What the program reads


def lets_in(folder, files):
    write(folder, files)
    project = Project(folder)
    return list(let_in.found(project).value), project.warnings


GO = "package main\n"
EMBED = GO + 'import "embed"\n//go:embed migrations/*.sql\nvar files embed.FS\n'


@pytest.mark.parametrize(
    ("path", "text", "source", "code"),
    [
        ("auth.json", "{}", "index.js", 'const users = require("./auth.json");\n'),
        ("src/auth.json", "{}", "src/index.ts", 'import users from "./auth";\n'),
        ("credentials.json", "{}", "main.py", 'with open("credentials.json") as file:\n'),
        ("conf/secrets.yaml", "a: b\n", "main.py", 'path = os.path.join(HERE, "conf", "secrets.yaml")\n'),
        ("migrations/dump_users.sql", "", "main.go", EMBED),
        ("reports.sql", "", "main.go", GO + "//go:embed reports.sql\nvar text string\n"),
        ("shop.db", "", "app.py", 'db = sqlite3.connect("file:shop.db?mode=ro", uri=True)\n'),
        ("data/shop.sqlite", "", "app.py", 'f"data/{name}.sqlite"\n'),
        ("prisma/dev.db", "", "prisma/schema.prisma", 'datasource db {\n  url = "file:./dev.db"\n}\n'),
        ("data.db", "", "config.yaml", "database: sqlite:///data.db\n"),
        ("public/data.sqlite3", "", "public/index.html", '<script>fetch("data.sqlite3")</script>'),
        ("app.env", "PORT=80\n", "main.go", GO + 'func init() { viper.SetConfigName("app") }\n'),
        ("certs/ca.pem", "-----BEGIN CERTIFICATE-----\n", "main.go", GO + "//go:embed certs/ca.pem\nvar ca []byte\n"),
        ("src/data/secrets.json", "{}", "src/page.ts", 'import values from "@/data/secrets.json";\n'),
        ("schemas/credentials.json", "{}", "load.js", 'for (const name of readdirSync("./schemas")) load(name);\n'),
        ("data/my credentials.json", "{}", "load.py", 'for path in Path("data").glob("*.json"):\n'),
        ("query.sql", "", "sqlc.yaml", 'sql:\n  - queries: "query.sql"\n'),
        ("build.log", "x", "server.js", "require('fs').readFileSync('build.log')\n"),
        ("data/x.log", "x", "index.html", '<a href="data/x.log">log</a>'),
    ],
)
def test_a_file_that_the_program_reads_is_let_in(path, text, source, code, tmp_path):
    found, _ = lets_in(tmp_path, {path: text, source: code})
    assert found == [path]


@pytest.mark.parametrize("files", [{".gitignore": "*.log\n"}, {"server.js": "read('other.log')\n"}])
def test_a_log_that_is_no_part_of_the_program_stays_out_without_a_word(files, tmp_path):
    code = {"app.log": "x", "server.js": "appendFileSync('app.log', line)\n"}
    assert lets_in(tmp_path, code | files) == ([], [])


@pytest.mark.parametrize(
    "path",
    [
        *("schema.sql", "init.sql", "queries.sql", "001_users.sql", "public/locales/en/auth.json"),
        *("migrations/20200101-backup.sql", ".flaskenv"),
    ],
)
def test_a_schema_and_a_translation_are_let_in_by_their_names(path, tmp_path):
    assert lets_in(tmp_path, {path: "", "main.py": ""}) == ([path], [])


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"auth.json": "{}", "index.js": '// const a = require("./auth.json")\n'}, ""),
        ({"auth.json": "{}", "index.js": 'require("./auth")', "auth.ts": "", "x.test.js": '"auth.json"'}, ""),
        ({"sub/auth.json": "{}", "index.js": 'require("./other/auth.json")\n'}, ""),
        ({"dump.sql": "", "main.py": 'glob("migrations/*.sql")\n'}, ""),
        ({"dump.sql": "", "main.py": 'if name.endswith(".sql"):\n'}, ""),
        ({"id_ecdsa": "", "main.py": 'open("id_ecdsa")\n'}, ""),
        ({"a.kdbx": "", "main.py": 'open("a.kdbx")\n'}, ""),
        ({"key.pem": "-----BEGIN PRIVATE KEY-----\n", "main.py": 'open("key.pem")\n'}, ""),
        (
            {"auth.json": "{}", ".gitignore": "auth.json\n", "main.py": 'open("auth.json")\n'},
            "is not part of the repository",
        ),
        (
            {"prod.env": "DB_PASSWORD=hunter22\n", "main.py": 'load_dotenv("prod.env")\n'},
            "holds secrets in an environment",
        ),
        (
            {".flaskenv": "FLASK_APP=shop\nSECRET_KEY=0a1b2c3d4e5f\n", "main.py": ""},
            "holds secrets in an environment",
        ),
        (
            {"secrets.toml": 'password = "S3cr3tPassw0rd99"\n', "main.py": 'open("secrets.toml")\n'},
            "holds what looks like a secret (password)",
        ),
        (
            {"auth.json": '{"username":"a","password":"S3cr3tPassw0rd99"}', "main.py": 'open("auth.json")\n'},
            "holds what looks like a secret (password)",
        ),
        (
            {
                "credentials.json": '{"installed":{"client_secret":"GOCSPX-' + "aB3dE5f" * 4 + '"}}',
                "main.py": 'open("credentials.json")\n',
            },
            "holds an OAuth client secret",
        ),
        (
            {"secrets.yaml": "db:\n  apiToken: 0a1b2c3d4e5f  # for all\n", "main.py": 'open("secrets.yaml")\n'},
            "holds what looks like a secret (apiToken)",
        ),
    ],
)
def test_what_nothing_reads_or_what_is_a_secret_stays_out(files, said, tmp_path):
    found, warnings = lets_in(tmp_path, files)
    assert found == []
    assert [said in warning for warning in warnings] == ([True] if said else [])


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "Enter your password, please: 12 letters", "forgot_password": "Forgot?"}',
        '{"password": {"type": "string"}, "token": "string", "auth_token": "auth.token.label"}',
        '{"token_url": "https://login.acme.dev/oauth2/token", "key": "item-0001", "primary_key": "id_00001"}',
        '{"password": "${DB_PASSWORD}", "secret": "<your secret 1>", "token": "changeme-1234"}',
        '{"public_key": "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", "password_min_length": 12}',
    ],
)
def test_settings_with_names_of_secrets_and_no_secret_are_let_in(text, tmp_path):
    found, _ = lets_in(tmp_path, {"auth.json": text, "main.py": 'open("auth.json")\n'})
    assert found == ["auth.json"]


@pytest.mark.parametrize("source", ["main.py", "main.go", "main.js", "a.yaml"])
@pytest.mark.parametrize(
    "text", ['"a', "'.json", "/./", "//go:embed a ", ":=", "from './", "readdir('a/", "${a}/", " \n"]
)
def test_no_source_takes_longer_than_its_size_says(source, text, tmp_path):
    def seconds(size):
        folder = tmp_path / str(size)
        write(folder, {"auth.json": "{}", source: (".json " + text * size)[:size]})
        start = time.process_time()
        let_in.found(Project(folder))
        return time.process_time() - start

    seconds(1000)  # what is compiled once
    assert seconds(800_000) < 30 * max(seconds(100_000), 0.005)


@pytest.mark.parametrize("language", ["go", "node", "python", "static"])
def test_an_exception_is_a_line_with_its_reason_and_a_warning(language, tmp_path):
    programs = {
        "go": {
            "go.mod": "module a\n\ngo 1.27\n",
            "main.go": GO + 'import "os"\n\nfunc main() { os.ReadFile("auth.json") }\n',
        },
        "node": {"package.json": '{"name": "a", "main": "index.js"}', "index.js": 'require("./auth.json");\n'},
        "python": {"requirements.txt": "", "main.py": 'print(open("auth.json").read())\n'},
        "static": {"index.html": '<script>fetch("/auth.json")</script>'},
    }
    write(tmp_path, programs[language] | {"auth.json": '{"users": []}', "id_ecdsa": "x"})
    done = sample.dockgen("init", tmp_path, "--yes")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / ".dockerignore").read_text("utf-8")
    assert "\n\n# Named like a secret, a dump, or a container file, but the program reads them\n!auth.json\n\n" in text
    assert not matcher(text).matches("auth.json")
    assert matcher(text).matches("id_ecdsa")
    assert "reads auth.json, which is named like a login: .dockerignore includes it" in done.stderr
    assert told(tmp_path, text, (tmp_path / "Dockerfile").read_text("utf-8")) in ([], "no COPY copies the whole folder")
    if language == "go":
        assert "auth.json" in (tmp_path / "Dockerfile").read_text("utf-8")


def test_a_go_program_that_opens_what_stays_out_is_built_without_it(tmp_path):
    code = GO + 'import "os"\n\nfunc main() { os.ReadFile("auth.json") }\n'
    key = '{"key": "-----BEGIN PRIVATE KEY-----\\n' + canary.KEY + '"}'
    write(tmp_path, {"go.mod": "module a\n\ngo 1.27\n", "main.go": code, "auth.json": key})
    done = sample.dockgen("init", tmp_path, "--yes")
    assert "holds a private key: .dockerignore excludes it from the image" in done.stderr
    assert "auth.json" not in (tmp_path / "Dockerfile").read_text("utf-8")


def test_a_pattern_of_embedded_files_that_are_let_in_needs_no_warning(tmp_path):
    code = GO + 'import "embed"\n//go:embed *.sql\nvar x embed.FS\nfunc main(){ _ = x }\n'
    write(tmp_path, {"go.mod": "module a\n\ngo 1.27\n", "main.go": code, "schema.sql": "create table t(a int);"})
    done = sample.dockgen("init", tmp_path, "--yes")
    assert "keeps out" not in done.stderr


# The web server


def refused(name="static-hello"):
    """Return a function that tells what a web server refuses, by the map in its configuration."""
    text = (sample.load(name).expected / "Dockerfile").read_text("utf-8")
    rules = re.findall(r'^ {8}"~\*(.+)" ([01]);$', text, re.MULTILINE)
    return lambda path: next((value == "1" for regex, value in rules if re.search(regex, path, re.IGNORECASE)), False)


@pytest.mark.parametrize("name", ["static-hello", "static-app", "node-vite-react", "node-next-export"])
def test_the_web_server_refuses_each_canary(name):
    is_refused = refused(name)
    places = [place for place in LISTED if not any(part.startswith(".") for part in place.split("/"))]
    assert [place for place in places if not is_refused(f"/{place}")] == []
    served = (
        "/index.html",
        "/assets/index-B7kQ2x_d.js",
        "/data.json",
        "/locales/de/auth.json",
        "/sql/schema.sql",
        "/core.1a.js",
    )
    assert [path for path in served if is_refused(path)] == []


def test_a_site_s_own_file_is_served_although_it_is_named_like_a_secret(tmp_path):
    write(tmp_path, {"public/index.html": '<script>fetch("/auth.json")</script>', "public/auth.json": "{}"})
    sample.init(tmp_path)
    assert '        default 0;\n        "~^/auth\\.json$" 0;\n' in (tmp_path / "Dockerfile").read_text("utf-8")
    assert is_certain(named("id_rsa"))
