"""Proves that an image does what was promised: builds it, runs it as a careful operator would, and looks into it."""
