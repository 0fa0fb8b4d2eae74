from .base import *

DEBUG = True
SECRET_KEY = "only on this machine"
INSTALLED_APPS += ["debug_toolbar"]
MIDDLEWARE += ["debug_toolbar.middleware.DebugToolbarMiddleware"]
