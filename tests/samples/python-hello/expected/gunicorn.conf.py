"""How gunicorn serves the app; it reads this file by its name. WEB_CONCURRENCY sets how many processes."""

import os

# On localhost, nobody outside the container could reach it.
bind = f"0.0.0.0:{os.environ.get('PORT') or 8000}"

# A few requests at a time in each process: one that waits keeps nobody else waiting.
threads = 4

# Where each process shows that it is alive: in memory, for the disk may be slow or read-only.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None

# Docker kills a container 10 seconds after asking it to stop: finish earlier.
graceful_timeout = 8

# Requests are logged where a container's log is looked for.
accesslog = "-"
