"""What a question raises when a person wants to go back."""


class Back(Exception):  # noqa: N818 - a wish, and no error
    """The person wants to answer the question before this one again."""
