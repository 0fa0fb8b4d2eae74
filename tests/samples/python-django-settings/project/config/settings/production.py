import os

from .base import *

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example.com", "127.0.0.1", "localhost"]
STATIC_ROOT = BASE_DIR / "staticfiles"
