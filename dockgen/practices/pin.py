"""Name the exact base image."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="pin",
    title="Pin the base image",
    why=(
        "A tag without a version means another image every few months: the build that passed yesterday fails today, "
        "and nobody changed anything. A version with its distribution follows security patches and nothing else."
    ),
    gain="The same compiler and the same system for everyone; with an Alpine tag also far less to download.",
    cost="Somebody has to raise the version now and then.",
    not_when="You try something out and throw it away.",
    bad="FROM golang\n",
    good="FROM golang:1.27-alpine3.23\n",
)
