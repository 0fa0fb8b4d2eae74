import random

from flask import Flask

application = Flask("dice")


@application.route("/")
def roll():
    return {"roll": random.randint(1, 6)}
