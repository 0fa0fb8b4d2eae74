from flask import Flask

from worker.tasks import add

app = Flask(__name__)


@app.route("/health")
def health():
    return "ok"


@app.route("/add/<int:x>/<int:y>", methods=["POST"])
def start(x, y):
    return {"task": add.delay(x, y).id}, 202
