import argparse
from importlib.metadata import version
from pathlib import Path

from rich.console import Console


def main():
    parser = argparse.ArgumentParser(prog="tally")
    parser.add_argument("files", nargs="*", type=Path)
    console = Console(width=60)
    words = sum(len(file.read_text().split()) for file in parser.parse_args().files)
    console.print(f"tally {version('tally')}: {words} words")


def check():
    main()
