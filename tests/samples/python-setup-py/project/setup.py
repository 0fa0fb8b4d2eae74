from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="clock",
    version=Path("VERSION").read_text().strip(),
    package_dir={"": "src"},
    packages=find_packages("src"),
    python_requires=">=3.9",
    install_requires=["tornado>=6.5"],
    entry_points={"console_scripts": ["clock=clock.server:main"]},
)
