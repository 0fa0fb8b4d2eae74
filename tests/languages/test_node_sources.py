"""What a Node.js program's sources say: port, health path, how it stops."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.languages.kit.comments import without_comments
from dockgen.languages.kit.sources import Source
from dockgen.languages.node.imported import reachable
from dockgen.languages.node.source import MAX_FILES, host, read_sources, serving, stops
from dockgen.model.facts import Facts
from dockgen.model.found import Found
from dockgen.reading.project import Project

Serve = Callable[..., Facts]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Return a function that writes one file and says what it serves."""

    def serve(text: str, *dependencies: str, name: str = "server.js") -> Facts:
        write(tmp_path, {name: text})
        return serving(read_sources(Project(tmp_path), name), dependencies, None)._asdict()

    return serve


@pytest.mark.parametrize(
    ("text", "port", "env"),
    [
        ("app.listen(process.env.PORT || 4000)", 4000, True),
        ("app.listen(process.env.PORT ?? 4000)", 4000, True),
        ("app.listen(+(process.env.PORT || '4000'))", 4000, True),
        ("const port = parseInt(process.env.PORT || '4000', 10);\napp.listen(port)", 4000, True),
        ('const port = process.env["PORT"] ?? 4000;\napp.listen(port)', 4000, True),
        ("const { PORT = 4000 } = process.env;\napp.listen(PORT)", 4000, True),
        ("await app.listen(app.get(ConfigService).get('HTTP_PORT', 4000))", 4000, False),
        ("const s = z.object({ APP_PORT: z.coerce.number().default(4000) });\napp.listen(s.APP_PORT)", 4000, False),
        ("const db = env.DB_PORT || 5432, httpPort = 4000;\napp.listen(httpPort)", 4000, False),
        ("const PORT = 4000;\napp.listen(PORT)", 4000, False),
        ("app.listen(config.get('PORT') || 4000)", 4000, True),
        ("app.listen(Number(process.env.FLOWS_PORT ?? 4000))", 4000, False),
        ("let port = 4000\napp.listen(port)", 4000, False),
        ("app.listen(4000, () => {})", 4000, False),
        ("fastify.listen({ host: '0.0.0.0', port: 4000 })", 4000, False),
        ("serve({ fetch: app.fetch, port: 4000 })", 4000, False),
        ("await app.listen(config.get('PORT', 4000))", 4000, True),
        ("const env = cleanEnv(process.env, { PORT: port({ default: 4000 }) });\napp.listen(env.PORT)", 4000, True),
        ("const s = z.object({ PORT: z.coerce.number().default(4000) });\napp.listen(s.PORT)", 4000, True),
        ("app.listen(process.env.PORT)", 3000, True),
        ("createServer(handler).listen(port)", 3000, False),
        ("server.bindAsync('0.0.0.0:50051', creds)", 50051, False),
        ("// app.listen(1111)\napp.listen(4000)", 4000, False),
        ("app.listen(process.env.PORT || 99999)", 3000, True),
    ],
)
def test_the_port_is_found(serve: Serve, text: str, port: int, env: bool) -> None:  # noqa: FBT001
    facts = serve(f"const http = require('http');\n{text}")
    assert (facts["serves"].value, facts["port"].value, facts["port_env"].value) == (True, port, env)


def test_the_start_file_needs_no_suffix(serve: Serve) -> None:
    text = "#!/usr/bin/env node\nvar port = normalizePort(process.env.PORT || '4000');\nserver.listen(port);\n"
    facts = serve(text, name="bin/www")
    assert (facts["serves"].value, facts["port"].value, facts["port_env"].value) == (True, 4000, True)


def test_the_line_is_named(serve: Serve) -> None:
    facts = serve("/*\n\n*/ const x = 'http';\napp.listen(process.env.PORT || 4000)")
    assert {facts[name].source for name in ("serves", "port", "port_env")} == {"server.js:4"}


@pytest.mark.parametrize(
    "text", ["", "console.log('port 3000')", "setInterval(f, 3000)", "import 'http'", "listenTo(3000)"]
)
def test_what_listens_to_nothing_serves_nothing(serve: Serve, text: str) -> None:
    facts = serve(text)
    assert facts["serves"].value is False
    assert (facts["port"].value, facts["health"].value) == (None, None)


def test_the_start_scripts_port_goes_first() -> None:
    sources = [Source("a.js", "app.listen(process.env.PORT || 4000)")]
    found = serving(sources, (), Found(5000, "package.json, scripts.start"))
    assert found.port == (5000, "package.json, scripts.start")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("app.get('/healthz', ok)", "/healthz"),
        ('app.get("/api/health", ok)', "/api/health"),
        ("router.get(`/health/live`, ok)", "/health/live"),
        ("app.get('/health-check', ok)", "/health-check"),
        ("app.get('/healthy-food', ok)", None),
        ("app.get('/wealth', ok)", None),
        ("fetch('https://example.com/health')", None),
    ],
)
def test_a_health_path_is_found(serve: Serve, text: str, path: str | None) -> None:
    assert serve(f"require('http');\n{text};\napp.listen(3000)")["health"].value == path


def test_nests_controllers_name_it_too(serve: Serve) -> None:
    text = "import '@nestjs/core'; @Controller('health') class A {}; app.setGlobalPrefix('api/v1'); app.listen(3000)"
    assert serve(text, "@nestjs/core")["health"].value == "/api/v1/health"
    assert serve(text.replace("app.setGlobalPrefix('api/v1');", ""), "@nestjs/core")["health"].value == "/health"
    assert serve(text)["health"].value is None


def test_what_speaks_no_http_is_only_connected_to(serve: Serve) -> None:
    facts = serve("require('net').createServer(s => s.end('hi')).listen(4000)")
    assert (facts["protocol"].value, facts["health"].value) == ("tcp", None)
    assert serve("require('http').createServer(f).listen(4000)")["protocol"].value == "http"


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("process.on('SIGTERM', stop)", True),
        ('process.once("SIGTERM", stop)', True),
        ("for (const s of ['SIGINT', 'SIGTERM']) process.on(s, stop)", True),
        ("['SIGTERM', 'SIGINT'].forEach(s => process.on(s, stop))", True),
        ("app.enableShutdownHooks();", True),
        ("process.kill(child, 'SIGTERM')", False),
        ("// process.on('SIGTERM', stop)", False),
        ("process.on('SIGINT', stop)", False),
    ],
)
def test_a_handler_of_the_stop_signal_is_found(text: str, handles: bool) -> None:  # noqa: FBT001
    assert stops([Source("a.js", without_comments(text, commas=False))], ()).value == handles


def test_a_package_may_see_to_stopping() -> None:
    assert stops([], ("express", "close-with-grace")).source == "package.json, close-with-grace"


def test_where_it_listens_may_come_from_the_environment() -> None:
    assert host([Source("a.js", "listen({ host: process.env.HOST || 'localhost' })")])[0] == "HOST"
    assert host([Source("a.js", "\napp.listen(3000, '127.0.0.1')")]) == ("", "a.js:2")
    assert host([Source("a.js", 'const hostname = "localhost"')])[1] == "a.js:1"
    assert host([Source("a.js", "app.listen({ port: 3000, host: 'localhost' })")])[1] == "a.js:1"
    assert host([Source("a.js", "app.listen(3000)")]) == ("", "")
    assert host([Source("a.js", "mysql.createConnection({ host: 'localhost' })")]) == ("", "")


def test_the_entry_is_read_first_also_as_it_was_before_it_was_compiled(tmp_path: Path) -> None:
    files = dict.fromkeys(("a.js", "src/deep/x.ts", "src/app.ts", "src/server.ts"), "")
    write(tmp_path, files)
    assert next(iter(read_sources(Project(tmp_path), "dist/server.js"))).path == "src/server.ts"
    assert next(iter(read_sources(Project(tmp_path), "a.js"))).path == "a.js"


def test_tests_and_declarations_are_not_read(tmp_path: Path) -> None:
    names = ["a.test.js", "test/b.js", "__tests__/c.js", "d.d.ts", "jest.config.js", "e2e/f.ts", "public/g.js", "h.js"]
    write(tmp_path, dict.fromkeys(names, ""))
    assert [one.path for one in read_sources(Project(tmp_path), "index.js")] == ["h.js"]


def test_of_a_large_program_only_so_many_files_are_read(tmp_path: Path) -> None:
    write(tmp_path, {f"lib/part{number}.js": "" for number in range(MAX_FILES * 2)} | {"z/config.js": ""})
    read = [one.path for one in read_sources(Project(tmp_path), "index.js")]
    assert len(read) == MAX_FILES
    assert "z/config.js" in read


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a // b\nc", "a  \nc"),
        ("a /* b\n */ c", "a \n c"),
        ("'//' /* x */", "'//'  "),
        ('"https://x" // y', '"https://x"  '),
        ("`a // ${b}`", "`a // ${b}`"),
        ("'it\\'s // x'", "'it\\'s // x'"),
        ("https://example.com/x", "https://example.com/x"),
        ("/* never closed", " "),
    ],
)
def test_comments_are_no_code_and_strings_no_comments(text: str, left: str) -> None:
    assert without_comments(text, commas=False) == left


QUOTES = st.lists(st.sampled_from([*"\"'`\\/,}] \na:", "//", "/*", "*/", "\\\n", '\\"', "\\'"]), max_size=30).map(
    "".join
)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(text=QUOTES, commas=st.booleans())
def test_one_pass_finds_what_a_plain_pattern_would(text: str, *, commas: bool) -> None:
    lexeme = (
        r"(?s)\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`?"
        r"|(?P<comment>(?<![:\\])//[^\n]*|/\*(?:.*?\*/|.*))|(?P<comma>,)(?=\s{0,200}[}\]])"
    )

    def left(token: re.Match[str]) -> str:
        if token["comment"] is not None:
            return "\n" * token["comment"].count("\n") or " "
        return "" if token["comma"] and commas else token[0]

    assert without_comments(text, commas=commas) == re.sub(lexeme, left, text)


@pytest.mark.parametrize(
    "piece", ["a", "'", '"', "`", "/*", "//", "\\", "PORT", "listen(", "env.PORT || ", "{", "port: ", " "]
)
def test_no_file_takes_longer_than_its_size_says(tmp_path: Path, piece: str) -> None:
    write(tmp_path, {"server.js": piece * (200_000 // len(piece))})
    began = time.process_time()
    found = serving(read_sources(Project(tmp_path), "server.js"), ("@nestjs/core",), None)
    stops(read_sources(Project(tmp_path), "server.js"), ())
    assert found.serves
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ("Hapi.server({ port: 1, host: process.env.FERRY_HOST || 'localhost' })", "FERRY_HOST"),
        ("const host = process.env.API_HOST ?? 'localhost';\napp.listen(80, host)", "API_HOST"),
        ("app.listen(80, process.env.LISTEN_ADDRESS)", "LISTEN_ADDRESS"),
        ("const host = process.env.DB_HOST || 'localhost'", ""),
        ("const host = process.env.API_HOST || 'api.example.com'", ""),
    ],
)
def test_the_variable_of_its_address(text: str, variable: str) -> None:
    assert host([Source("server.js", text)])[0] == variable


def test_a_port_of_a_variable_of_its_own() -> None:
    found = serving([Source("server.js", "app.listen(process.env.HIVES_PORT || 6060)")], (), None)
    assert found.port.value == 6060


@pytest.mark.parametrize(
    ("texts", "reached"),
    [
        ({"server/main.js": "require('./a')", "server/a.js": "", "tools/b.js": ""}, {"server/main.js", "server/a.js"}),
        (
            {"src/main.ts": "import { x } from '@/lib/x'", "src/lib/x.ts": "", "lib/y.ts": ""},
            {"src/main.ts", "src/lib/x.ts"},
        ),
        (
            {"main.js": "import './a/index.js'", "a/index.js": "fork('./w.js')", "a/w.js": "", "b.js": ""},
            {"main.js", "a/index.js", "a/w.js"},
        ),
        (
            {"server/main.js": "require(path.join(d, f))", "server/b.js": "", "tools/b.js": ""},
            {"server/main.js", "server/b.js"},
        ),
        ({"main.js": "import(`./${name}.js`)", "x/b.js": ""}, {"main.js", "x/b.js"}),
        ({"other.js": "", "b.js": ""}, {"other.js", "b.js"}),
    ],
)
def test_the_sources_that_a_program_names_run(texts: dict[str, str], reached: set[str]) -> None:
    sources = [Source(path, text) for path, text in texts.items()]
    assert {one.path for one in reachable(sources, "dist/main.js")} == reached
