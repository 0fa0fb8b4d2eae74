#!/bin/sh
# As in the official image: options are for the server, which is not run as root and can be reached from outside.
set -e
if [ "${1#-}" != "$1" ]; then set -- redis-server "$@"; fi
if [ "$1" = redis-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis '{}' +
    exec gosu redis "$0" "$@"
  fi
  set -- "$@" --protected-mode no
fi
exec "$@"
