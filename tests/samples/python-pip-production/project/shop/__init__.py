"""A shop with one thing to sell."""

from flask import Flask

from shop.catalogue import catalogue


def create_app(settings=None):
    app = Flask(__name__)
    app.config.from_mapping(settings or {})
    app.register_blueprint(catalogue)
    return app
