"""Variables without which a program of Node.js, or of Go, does not start."""

import pytest

from dockgen.languages.go import required as of_go
from dockgen.languages.kit.sources import Source
from dockgen.languages.node import required as of_node

CHECK = "const {0} = process.env.{1}\nif (!{0}) {{\n  console.error(`no {1}`)\n  process.exit(1)\n}}\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("if (!process.env.JWT_SECRET) {\n  throw new Error('JWT_SECRET must be set');\n}\n", ["JWT_SECRET"]),
        ("if (!process.env.A_KEY || !process.env.B_KEY) throw new Error('a')", ["A_KEY", "B_KEY"]),
        ("if (process.env.A_KEY === undefined) process.exit(1)", ["A_KEY"]),
        (CHECK.format("token", "BOT_TOKEN"), ["BOT_TOKEN"]),
        ("const { TOKEN, CLIENT_ID: id } = process.env;\nif (!TOKEN) throw new Error();\n", ["TOKEN"]),
        ("const key = requireEnv('API_KEY')", ["API_KEY"]),
        ("config.getOrThrow<string>('DB_URL')", ["DB_URL"]),
        ("env.get('A_B').required().asString()", ["A_B"]),
        ("z.object({\n  A: z.string().min(1),\n  BB: z.string().url(),\n}).parse(process.env)", ["BB"]),
        ("z.object({\n  AA: z.string().optional(),\n  BB: z.coerce.number().default(3),\n}).parse(process.env)", []),
        ("Joi.object({\n  AA: Joi.string().required(),\n  BB: Joi.string(),\n}).validate(process.env)", ["AA"]),
        ("cleanEnv(process.env, {\n  AA: str(),\n  BB: port({ default: 3000 }),\n  PORT: port(),\n})", ["AA"]),
        ("z.object({\n  AA: z.string(),\n}).parse(request.body)", []),
        ("if (!process.env.PORT) throw new Error()", []),
        ("app.get('/', () => {\n  if (!process.env.A_KEY) throw new Error()\n})", []),
        ("if (!process.env.A_KEY) console.warn('no key')", []),
        ("const key = process.env.A_KEY || 'x'\nif (!key) throw new Error()", []),
        ("if (process.env.A_KEY) {\n  throw new Error()\n}", []),
    ],
)
def test_what_a_program_of_node_checks_is_required(text, names):
    found = of_node.find([Source("src/index.js", text)])
    assert (list(found.value) if found else []) == names
    assert found is None or found.source.startswith("src/index.js:")


@pytest.mark.parametrize(("path", "names"), [("src/config.ts", ["A_KEY"]), ("src/routes.ts", [])])
def test_what_a_function_of_the_settings_checks_is_required(path, names):
    found = of_node.find([Source(path, "export function load() {\n  if (!process.env.A_KEY) throw new Error()\n}\n")])
    assert (list(found.value) if found else []) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('key := os.Getenv("API_KEY")\nif key == "" {\n\tlog.Fatal("no API_KEY")\n}', ["API_KEY"]),
        ('if os.Getenv("API_KEY") == "" {\n\tpanic("no key")\n}', ["API_KEY"]),
        ('key, ok := os.LookupEnv("A_KEY")\n\tif !ok {\n\t\tos.Exit(1)\n\t}', ["A_KEY"]),
        ('if v, ok := os.LookupEnv("A_KEY"); !ok {\n\tslog.Error("x")\n\tos.Exit(1)\n}', ["A_KEY"]),
        ('c.Key = os.Getenv("A_KEY")\nif c.Key == "" {\n\treturn c, errors.New("A_KEY is required")\n}', ["A_KEY"]),
        ('a, b := os.Getenv("AA"), os.Getenv("BB")\nif a == "" || b == "" {\n\tlog.Fatalln("x")\n}', ["AA"]),
        ('x := mustEnv("A_KEY") + MustGetenv("B_KEY")', ["A_KEY", "B_KEY"]),
        ('Key string `env:"A_KEY,required"`\nB string `env:"B_KEY"`', ["A_KEY"]),
        ('Key string `envconfig:"A_KEY" required:"true"`', ["A_KEY"]),
        ('key := os.Getenv("API_KEY")\nif key == "" {\n\tkey = "x"\n}', []),
        ('port := os.Getenv("PORT")\nif port == "" {\n\tlog.Fatal("x")\n}', []),
        ('if key == "" {\n\tlog.Fatal("x")\n}', []),
    ],
)
def test_what_a_program_of_go_checks_is_required(text, names):
    found = of_go.find([Source("config/config.go" if "errors.New" in text else "main.go", text)])
    assert (list(found.value) if found else []) == names


def test_an_error_that_a_request_gets_requires_nothing():
    text = 'key := os.Getenv("A_KEY")\nif key == "" {\n\treturn errors.New("no key")\n}'
    assert of_go.find([Source("internal/pay/pay.go", text)]) is None
