"""From a folder to the text of its files: one app, or all of them."""
