"""No canary reaches the builder, a layer, or a visitor: seen in real builds of each language."""

import canary
import pytest
import sample

pytestmark = pytest.mark.engine

SAMPLES = ("go-hello", "node-hello", "python-hello", "static-hello")
ALL_OF_IT = "FROM scratch\nCOPY . /\n"


def sent(engine, folder, out):
    """Return the files of a build context that the builder gets."""
    engine.docker("build", "--file", "-", "--output", f"type=local,dest={out}", folder, stdin=ALL_OF_IT)
    return sample.files(out)


@pytest.fixture(params=SAMPLES)
def project(request, tmp_path):
    one = sample.load(request.param)
    folder = one.copy_to(tmp_path)
    sample.init(folder, *one.flags)
    return folder, canary.plant(folder)


def test_no_canary_is_sent_to_the_builder(project, engine, tmp_path):
    folder, planted = project
    before = sent(engine, folder, tmp_path / "out")
    assert before
    assert planted.found_in(before.items()) == []
    (folder / ".dockerignore").unlink()
    everything = planted.found_in(sent(engine, folder, tmp_path / "all").items())
    assert len(everything) >= len(canary.PLACES)


def test_no_canary_is_in_a_layer_or_in_the_log_of_the_build(project, engine):
    folder, planted = project
    image, log = engine.build_and_tell(folder)
    layers = [(f"layer {number}", layer.tar) for number, layer in enumerate(engine.layers(image))]
    assert planted.found_in([("log", log.encode()), *layers]) == []
    engine.remove(image)


@pytest.mark.parametrize("name", ["static-pages", "static-app"])
def test_the_web_server_does_not_hand_out_what_a_build_left_there(name, engine, tmp_path):
    folder = sample.load(name).copy_to(tmp_path)
    (folder / "auth.json").write_text('{"users": []}')
    page = folder / next(
        path for path in ("index.html", "dist/index.html", "public/index.html") if (folder / path).is_file()
    )
    if page.parent != folder:
        (folder / "auth.json").rename(page.parent / "auth.json")
    page.write_text(page.read_text("utf-8") + '<script>fetch("/auth.json")</script>', "utf-8")
    sample.init(folder)
    image = engine.build(folder)
    leak = tmp_path / "leak"
    planted = canary.plant(leak)
    (leak / "locales").mkdir()
    (leak / "locales/auth.json").write_text("{}")
    (leak / "kubeconfig.html").write_text("a page")
    (leak / "auth.json").unlink()
    leaking = engine.build(leak, stdin=f"FROM {image}\nCOPY --chmod=u=rwX,go=rX . /srv/www/\n")
    with engine.running(leaking, "--tmpfs", "/tmp", "--publish", "127.0.0.1::8080") as container:  # noqa: S108 - in a container
        got = {place: container.get(8080, f"/{place}") for place in canary.PLACES if place != "auth.json"}
        assert {place: status for place, (status, _) in got.items() if status != 404} == {}
        assert planted.found_in((place, text.encode()) for place, (_, text) in got.items()) == []
        served = ("/", "/healthz", "/locales/auth.json", "/auth.json")
        assert {container.get(8080, path).status for path in served} == {200}
        assert container.get(8080, "/kubeconfig.html") == (200, "a page")
    engine.remove(leaking, image)


def test_a_file_that_the_program_reads_is_in_the_image_and_the_program_reads_it(engine, tmp_path):
    folder = tmp_path / "reader"
    folder.mkdir()
    (folder / "package.json").write_text('{"name": "reader", "version": "1.0.0", "main": "index.js"}')
    (folder / "index.js").write_text('console.log("users: " + require("./auth.json").users.length);\n')
    (folder / "auth.json").write_text('{"users": ["a", "b"]}')
    sample.init(folder)
    image = engine.build(folder)
    with engine.running(image) as container:
        container.wait_for_output("users: 2")
    engine.remove(image)
