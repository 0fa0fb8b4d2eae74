from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/")
def index():
    return "Hello world\n"


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


if __name__ == "__main__":
    app.run(debug=True, port=5000)
