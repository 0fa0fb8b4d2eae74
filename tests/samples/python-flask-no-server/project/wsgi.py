import os

from flask import Flask

server = Flask(__name__)


@server.route("/")
def hello():
    return {"greeting": os.environ.get("GREETING", "Hello")}


if __name__ == "__main__":
    server.run(host="0.0.0.0", port=int(os.environ.get("PORT", 8080)))
