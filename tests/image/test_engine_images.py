"""What is in the images, and what is not."""

import json
import shutil
import struct
from urllib.parse import quote

import canary
import pytest
import sample

pytestmark = pytest.mark.engine

BUNDLE = "etc/ssl/certs/ca-certificates.crt"
MACHINES = {"amd64": 62, "arm64": 183}  # e_machine of an ELF file


def scaffold(tmp_path, *flags):
    folder = sample.load("go-hello").copy_to(tmp_path)
    sample.init(folder, *flags)
    return folder


@pytest.mark.parametrize(
    ("flags", "files"),
    [
        ("", "hello"),
        ("--https outbound", f"hello {BUNDLE}"),
        ("--user app", "hello etc/passwd"),
        ("--https serve --user app --with timezones", f"hello {BUNDLE} etc/passwd"),
        ("--user root", "hello"),
    ],
)
def test_an_image_from_scratch_holds_the_program_and_what_was_asked_for(flags, files, engine, tmp_path):
    image = engine.build(scaffold(tmp_path, *flags.split()))
    layers = engine.layers(image)
    found = {name: info.size for layer in layers for name, info in layer.files.items() if info.isreg()}
    assert found.keys() == set(files.split())
    assert {name for layer in layers for name, info in layer.files.items() if not info.isreg()} <= folders(
        files.split()
    )
    assert sum(layer.size for layer in layers) <= sum(found.values()) + 8 * 1024
    engine.remove(image)


def folders(files):
    """Return all folders above the files."""
    return {file.rsplit("/", up)[0] for file in files for up in range(1, file.count("/") + 1)}


OWN_LAYERS = 4  # at most; those below are the compiler's, which are large


@pytest.mark.parametrize("practices", ["all", "multi-stage", "naive"])
def test_no_secret_of_the_project_gets_into_a_layer(practices, engine, tmp_path):
    # With the whole project copied into the image, only .dockerignore keeps secrets out.
    folder = scaffold(tmp_path, "--practices", practices, "--with", "ignore-file")
    planted = canary.plant(folder)
    (folder / "dockgen.toml.bak").write_text(planted.text)
    image = engine.build(folder)
    layers = engine.layers(image, last=OWN_LAYERS)
    assert any("hello" in layer.files for layer in layers)
    assert planted.found_in((str(number), layer.tar) for number, layer in enumerate(layers)) == []
    assert planted.text not in json.dumps(engine.config(image))
    engine.remove(image)


def test_without_an_ignore_file_a_secret_would_be_found(engine, tmp_path):
    folder = scaffold(tmp_path, "--practices", "naive")
    planted = canary.plant(folder)
    shutil.rmtree(folder / ".git")  # Go would ask this repository, which is none, for its revision
    image = engine.build(folder)
    layers = engine.layers(image, last=OWN_LAYERS)
    assert planted.found_in((str(number), layer.tar) for number, layer in enumerate(layers)) != []
    engine.remove(image)


def test_one_build_makes_images_for_both_platforms_without_emulation(engine, tmp_path):
    folder = scaffold(tmp_path)
    for machine, number in MACHINES.items():
        out = tmp_path / machine
        engine.docker("buildx", "build", "--platform", f"linux/{machine}", "--output", f"type=local,dest={out}", folder)
        header = (out / "hello").read_bytes()[:20]
        assert header[:4] == b"\x7fELF"
        assert struct.unpack_from("<H", header, 18) == (number,)
    both = ("--platform", "linux/amd64,linux/arm64", "--output", f"type=oci,dest={tmp_path / 'both.tar'}")
    engine.docker("buildx", "build", *both, folder)


@pytest.mark.parametrize("base", ["scratch", "alpine", "distroless", "slim"])
@pytest.mark.parametrize("user", ["65532", "app"])
def test_the_other_platform_builds_on_every_base(base, user, engine, tmp_path):
    folder = scaffold(tmp_path, "--base", base, "--https", "outbound", "--user", user)
    engine.docker("buildx", "build", "--platform", "linux/arm64", "--output", "type=cacheonly", folder)


def test_a_dockerfile_on_stdout_builds_without_any_file_written(engine, tmp_path):
    folder = sample.load("go-module").copy_to(tmp_path)
    before = sample.files(folder)
    dockerfile = sample.dockgen("init", folder, "--stdout")
    assert dockerfile.returncode == 0
    assert sample.files(folder) == before
    image = engine.build(folder, stdin=dockerfile.stdout)
    with engine.running(image, "--publish", "127.0.0.1::8080") as container:
        assert container.get(8080, "/") == (200, "Hello module\n")
    engine.remove(image)


def test_the_bundle_in_the_image_is_what_decides_whom_it_trusts(engine, upstream, trusting, tmp_path):
    folder = sample.load("go-module").copy_to(tmp_path)
    build_image = json.loads(sample.init(folder, "--json"))["plan"]["build_image"]
    fetched = {}
    for name, images in (("official", {}), ("with our authority", trusting(build_image))):
        image = engine.build(folder, images=images)
        flags = ("--network", upstream.network, "--publish", "127.0.0.1::8080")
        with engine.running(image, *flags) as container:
            fetched[name] = container.get(8080, f"/fetch?url={quote(upstream.url)}")
        engine.remove(image)
    assert fetched["with our authority"] == (200, "200 OK\n")
    assert fetched["official"].status == 502
    assert "x509: certificate signed by unknown authority" in fetched["official"].text


def test_the_tests_of_the_sample_app_pass_where_it_is_built(engine, tmp_path):
    folder = scaffold(tmp_path)
    mounts = "--mount=type=bind,target=/src --mount=type=cache,target=/root/.cache/go-build"
    dockerfile = (folder / "Dockerfile").read_text("utf-8")
    dockerfile += f'\nFROM build AS test\nRUN {mounts} test -z "$(gofmt -l .)" && go vet ./... && go test ./...\n'
    engine.docker("build", "--target", "test", "--output", "type=cacheonly", "--file", "-", folder, stdin=dockerfile)
