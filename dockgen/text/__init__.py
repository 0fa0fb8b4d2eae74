"""Text: made safe to show, made unique, taken apart, parsed. The ground floor, with `errors.py`."""
