"""Writes the expected files of all samples anew, or of those that are named."""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))

import sample  # noqa: E402 - needs the path above


def main(names: list[str]) -> None:
    """Generate each sample's files and put them in the place of those that were expected before."""
    for one in [sample.load(name) for name in names] or sample.load_all():
        with tempfile.TemporaryDirectory() as parent:
            folder = one.copy_to(Path(parent))
            before = sample.files(folder)
            sample.init(folder, *one.flags)
            new = sample.new_files(before, sample.files(folder))
        old = sample.files(one.expected) if one.expected.is_dir() else {}
        shutil.rmtree(one.expected, ignore_errors=True)
        for path, content in new.items():
            target = one.expected / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        print(f"{'identical' if new == old else 'written':>10}  {one.name}: {len(new)} files")


if __name__ == "__main__":
    main(sys.argv[1:])
