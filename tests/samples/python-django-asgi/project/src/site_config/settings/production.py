from site_config.settings.base import *  # noqa: F403

DEBUG = False
