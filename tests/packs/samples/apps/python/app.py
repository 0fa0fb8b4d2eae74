"""Tells what a server behind TLS says."""

import os
import urllib.error
import urllib.request

from flask import Flask

app = Flask(__name__)


@app.route("/")
def tell() -> tuple[str, int]:
    try:
        with urllib.request.urlopen(os.environ["UPSTREAM"], timeout=5) as answer:
            return answer.read().decode(), 200
    except urllib.error.URLError as error:
        return str(error), 502
