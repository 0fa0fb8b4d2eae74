import os

from bottle import Bottle, run

app = Bottle()


@app.get("/")
def index():
    return "hashed\n"


if __name__ == "__main__":
    run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8081")), server="waitress")
