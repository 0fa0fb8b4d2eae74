from flask import Blueprint, render_template

catalogue = Blueprint("catalogue", __name__)


@catalogue.route("/")
def index():
    return render_template("index.html", things=["a kettle"])


@catalogue.route("/ping")
def ping():
    return "pong"
