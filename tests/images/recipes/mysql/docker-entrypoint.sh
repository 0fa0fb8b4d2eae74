#!/usr/bin/env bash
# As in the official image: an empty data folder is initialised, with a temporary server on the socket alone.
set -euo pipefail
if [ "${1:-}" != mysqld ]; then exec "$@"; fi
if [ "$(id -u)" = 0 ]; then
  find /var/lib/mysql /run/mysqld \! -user mysql -exec chown mysql '{}' +
  exec gosu mysql "${BASH_SOURCE[0]}" "$@"
fi
if [ ! -d /var/lib/mysql/mysql ]; then
  for name in MYSQL_ROOT_PASSWORD MYSQL_PASSWORD MYSQL_USER MYSQL_DATABASE; do
    file=${name}_FILE
    [ -z "${!file:-}" ] || export "$name=$(<"${!file}")"
  done
  random=${MYSQL_RANDOM_ROOT_PASSWORD:+$(tr -dc A-Za-z0-9 </dev/urandom | head -c 32 || true)}
  root=${MYSQL_ROOT_PASSWORD:-$random}
  if [ -z "$root" ] && [ -z "${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
    echo '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified' >&2
    exit 1
  fi
  mariadb-install-db --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null
  mysqld --skip-networking --socket=/run/mysqld/init.sock &
  server=$!
  until mysqladmin --socket=/run/mysqld/init.sock -uroot ping >/dev/null 2>&1; do kill -0 $server; sleep 0.2; done
  quoted() { local text=${1//\\/\\\\}; printf "'%s'" "${text//\'/\\\'}"; }
  {
    [ -z "${MYSQL_DATABASE:-}" ] || echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;"
    if [ -n "${MYSQL_USER:-}" ]; then
      echo "CREATE USER $(quoted "$MYSQL_USER")@'%' IDENTIFIED BY $(quoted "$MYSQL_PASSWORD");"
      [ -z "${MYSQL_DATABASE:-}" ] || echo "GRANT ALL ON \`${MYSQL_DATABASE//_/\\_}\`.* TO $(quoted "$MYSQL_USER")@'%';"
    fi
    echo "CREATE USER root@'%' IDENTIFIED BY $(quoted "$root"); GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
    echo "ALTER USER root@localhost IDENTIFIED BY $(quoted "$root"); DELETE FROM mysql.global_priv WHERE User=''; FLUSH PRIVILEGES;"
  } | mysql --socket=/run/mysqld/init.sock -uroot
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$file" ] || mysql --socket=/run/mysqld/init.sock -uroot -p"$root" "${MYSQL_DATABASE:-mysql}" <"$file"
  done
  kill $server && wait $server
  echo '[Note] [Entrypoint]: MySQL init process done. Ready for start up.'
fi
exec "$@"
