from shop import create_app


def test_index():
    app = create_app({"TESTING": True})
    assert b"a kettle" in app.test_client().get("/").data
