# The toolchain of rust:1.99-slim-trixie, with the C library and the linker that it was made for, on Alpine. The official
# image has Alpine's own: what is compiled for musl is the same, what takes a C compiler cannot be built here.
FROM rust:1.99-slim-trixie AS debian

FROM alpine:3.23
ARG VERSION
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo RUST_VERSION=${VERSION} \
    PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN apk add --no-cache ca-certificates && mkdir /lib64 && ln -s /usr/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu \
 && ln -s /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 /lib64/
COPY --from=debian /usr/lib/x86_64-linux-gnu/ /usr/lib/x86_64-linux-gnu/
COPY --from=debian /usr/lib/gcc/ /usr/lib/gcc/
COPY --from=debian /usr/libexec/gcc/ /usr/libexec/gcc/
COPY --from=debian /usr/bin/x86_64-linux-gnu-* /usr/bin/
COPY --from=debian /usr/local/rustup/ /usr/local/rustup/
COPY --from=debian /usr/local/cargo/ /usr/local/cargo/
RUN ln -s x86_64-linux-gnu-gcc /usr/bin/cc && ln -s x86_64-linux-gnu-ld /usr/bin/ld \
 && rustup target add x86_64-unknown-linux-musl && rustc --version && cargo --version
