import json
import logging
import os

from flask import Flask

import settings

logging.basicConfig(filename="app.log", level=logging.INFO)
settings.UPLOADS.mkdir(exist_ok=True)
for name in ("thumbnails", "tmp"):
    os.makedirs(settings.UPLOADS.parent / name, exist_ok=True)

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello\n"


@app.get("/count")
def count():
    with open(settings.COUNTS) as file:
        counts = json.load(file)
    counts["first"] += 1
    logging.info("counted")
    (settings.UPLOADS / "hello.txt").write_text("hello")
    with open(settings.COUNTS, "w") as file:
        json.dump(counts, file)
    return f"first: {counts['first']}\n"


@app.get("/uploads/")
def uploads():
    return "".join(f"{name}\n" for name in sorted(os.listdir(settings.UPLOADS)))
