#!/usr/bin/env python3
"""Notes of the household, in ~/.notes."""

import argparse
import html
import sqlite3
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

FOLDER = Path.home() / ".notes"


def connect():
    connection = sqlite3.connect(FOLDER / "notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    return connection


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            self.answer("ok")
            return
        with connect() as connection:
            notes = [f"<li>{html.escape(text)}" for (text,) in connection.execute("SELECT text FROM note")]
        self.answer(f"<ul>{''.join(notes)}</ul>" if notes else "<p>Nothing noted</p>")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with connect() as connection:
            connection.execute("INSERT INTO note (text) VALUES (?)", (parse_qs(body)["text"][0],))
        self.send_response(303)
        self.send_header("Location", "/")
        self.end_headers()

    def answer(self, text):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7070)
    args = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    ThreadingHTTPServer((args.host, args.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
