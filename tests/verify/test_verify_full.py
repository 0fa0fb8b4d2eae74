"""What buildx attaches to an image is read from its archive."""

import io
import json
import tarfile

import pytest

from dockgen.verify.evidence import Attested
from dockgen.verify.full import read_attested

SPDX = {"predicateType": "https://spdx.dev/Document", "predicate": {"packages": [{}, {}]}}
SLSA = {"predicateType": "https://slsa.dev/provenance/v1", "predicate": {}}


def archive(path, statements, *, index=None):
    """Write an OCI archive as buildx does: an index in an index, an image, and its attestations."""
    blobs = {f"sha256/{number}": json.dumps(one) for number, one in enumerate(statements)}
    attached = {"annotations": {"vnd.docker.reference.type": "attestation-manifest"}, "digest": "sha256:attached"}
    blobs["sha256/attached"] = json.dumps({"layers": [{"digest": f"sha256:{n}"} for n in range(len(statements))]})
    blobs["sha256/image"] = json.dumps({"layers": []})
    blobs["sha256/index"] = json.dumps({"manifests": [{"digest": "sha256:image"}, attached]})
    files = {f"blobs/{name}": text for name, text in blobs.items()}
    files["index.json"] = json.dumps(index or {"manifests": [{"digest": "sha256:index"}]})
    with tarfile.open(path, "w") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return path


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ([SPDX, SLSA], Attested(2, "https://slsa.dev/provenance/v1")),
        ([SLSA], Attested(None, "https://slsa.dev/provenance/v1")),
        ([SPDX | {"predicate": {}}], Attested(0, "")),
        ([], Attested(None, "")),
    ],
)
def test_what_is_attached_is_read(statements, said, tmp_path):
    assert read_attested(archive(tmp_path / "image.tar", statements)) == said


@pytest.mark.parametrize("index", [{"manifests": [{}]}, {"manifests": [{"digest": "sha256:nothing"}]}, []])
def test_an_archive_that_is_none_is_said_to_be_none(index, tmp_path):
    path = archive(tmp_path / "image.tar", [SPDX], index=index or {"other": 1})
    assert "cannot be read" in str(read_attested(path))
    path.write_bytes(path.read_bytes()[:700])
    assert "cannot be read" in str(read_attested(path))


def test_a_statement_of_another_form_is_said_to_be_none(tmp_path):
    assert "cannot be read" in str(read_attested(archive(tmp_path / "image.tar", [{"other": 1}])))
