# The engine's stand-in with what the official image has besides: temporary files in /tmp, so that any user can run it
# with a read-only root file system, and Alpine's busybox, whose wget a health check can use.
FROM nginxinc/nginx-unprivileged:1.29-alpine
USER 0
RUN apt-get update -q && apt-get install -yq --no-install-recommends busybox-static >/dev/null && rm -rf /var/lib/apt/lists/* \
 && ln -s /bin/busybox /usr/local/bin/wget \
 && for part in proxy client fastcgi uwsgi scgi; do \
      directive=$(echo "${part}_temp_path" | sed 's/client/client_body/'); \
      sed -i "/^http {/a \    $directive /tmp/${part}_temp;" /etc/nginx/nginx.conf; done \
 && chmod -R g+w /var/cache/nginx /etc/nginx && nginx -t && rm -rf /tmp/*
USER 101
