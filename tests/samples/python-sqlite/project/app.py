import sqlite3

from flask import Flask

app = Flask(__name__)


def connect():
    connection = sqlite3.connect("visits.db")
    connection.execute("CREATE TABLE IF NOT EXISTS visit (page TEXT)")
    return connection


@app.get("/")
def home():
    return "Hello\n"


@app.get("/visits")
def visits():
    with connect() as connection:
        connection.execute("INSERT INTO visit VALUES ('/visits')")
        (count,) = connection.execute("SELECT count(*) FROM visit").fetchone()
    return f"visits: {count}\n"
