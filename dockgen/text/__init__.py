"""Text: made safe to show, made unique, taken apart. The ground floor, with `errors.py`."""
