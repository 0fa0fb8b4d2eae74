# MariaDB with the variables, the places and the names of the official image of MySQL.
FROM debian:trixie-slim
RUN groupadd -r --gid=999 mysql && useradd -r -g mysql --uid=999 mysql \
 && apt-get update -q && apt-get install -yq --no-install-recommends mariadb-server mariadb-client gosu >/dev/null && rm -rf /var/lib/apt/lists/* \
 && rm -rf /var/lib/mysql && install -d -o mysql -g mysql /var/lib/mysql && install -d -o mysql -g mysql -m 1777 /run/mysqld \
 && mkdir /docker-entrypoint-initdb.d \
 && for name in mysql mysqladmin mysqld mysqldump; do [ -e /usr/bin/$name ] || [ -e /usr/sbin/$name ] || ln -s "$(command -v mariadb${name#mysql} || command -v mariadb-${name#mysql})" /usr/local/bin/$name; done \
 && printf '[mariadbd]\nbind-address = 0.0.0.0\nskip-name-resolve\n' >/etc/mysql/mariadb.conf.d/99-container.cnf \
 && command -v mysql mysqladmin mysqld mysqldump
COPY --chmod=755 mysql/docker-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/mysql
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 3306 33060
CMD ["mysqld"]
