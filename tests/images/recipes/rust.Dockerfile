# The toolchain of the Rust project, installed with Debian's rustup, as the official image has it.
FROM debian:trixie-slim
ARG VERSION
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo RUST_VERSION=${VERSION} \
    PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN apt-get update -q && apt-get install -yq --no-install-recommends ca-certificates gcc libc6-dev wget rustup >/dev/null \
 && rm -rf /var/lib/apt/lists/* && mkdir -p $CARGO_HOME/bin && mv /usr/bin/rustup $CARGO_HOME/bin/ \
 && for tool in cargo rustc rustdoc; do rm -f /usr/bin/$tool; ln -s rustup $CARGO_HOME/bin/$tool; done \
 && rustup set auto-self-update disable && rustup toolchain install --profile minimal ${VERSION} && rustup default ${VERSION} \
 && chmod -R a+w $RUSTUP_HOME $CARGO_HOME && rustc --version && cargo --version
