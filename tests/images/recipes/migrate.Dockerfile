# golang-migrate as in the official image: only its program on Alpine.
FROM golang:1.27-alpine AS build
ARG VERSION
RUN CGO_ENABLED=0 go install -tags postgres github.com/golang-migrate/migrate/v4/cmd/migrate@${VERSION}

FROM alpine:3.23
COPY --from=build /go/bin/migrate /usr/local/bin/migrate
ENTRYPOINT ["migrate"]
CMD ["--help"]
