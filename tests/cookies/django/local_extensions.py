from cookiecutter.utils import simple_filter


@simple_filter
def slug(text):
    return text.lower().replace(" ", "_").replace("-", "_")
