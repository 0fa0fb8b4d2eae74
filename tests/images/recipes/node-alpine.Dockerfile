# The engine's image with the libraries that the official one has besides: packages with compiled parts load them.
FROM node:24-alpine
RUN apk add --no-cache libstdc++ libgcc
