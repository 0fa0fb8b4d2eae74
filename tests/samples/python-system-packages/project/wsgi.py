import magic
from flask import Flask, request

application = Flask(__name__)


@application.post("/")
def kind():
    return magic.from_buffer(request.get_data(), mime=True)


@application.get("/")
def example():
    return magic.from_buffer(b"%PDF-1.7\n", mime=True)
