"""Libraries and programs of the distribution that a language's packages need: one table for all languages.

A language says in words what each of its packages needs: `cc libpq` to compile with that library and to load it;
`run:libpq` to load it alone; `alpine:cc` on that distribution alone.
"""

from collections.abc import Iterable
from typing import Final

from dockgen.records import NamedTuple


class Library(NamedTuple):
    """The packages of one library or program, as words; Debian's names are those of trixie."""

    debian_build: str = ""
    debian_run: str = ""
    alpine_build: str = ""
    alpine_run: str = ""
    """Alpine's are empty too where no language that needs it runs there yet."""


LIBRARIES: Final[dict[str, Library]] = {
    "c++": Library("g++", "", "g++"),
    "cc": Library("gcc libc6-dev", "", "gcc musl-dev"),
    "gyp": Library("g++ make python3", "", "g++ make python3"),
    "pkg-config": Library("pkg-config", "", "pkgconf"),
    "linux-headers": Library("", "", "linux-headers"),
    "git": Library("ca-certificates git openssh-client", "", "ca-certificates git openssh-client"),
    "clang": Library("clang libclang-dev", "", "clang-dev"),
    "cmake": Library("cmake g++ make", "", "cmake g++ make"),
    "make": Library("make perl", "", "make perl"),
    "musl": Library("musl-tools"),
    "protoc": Library("libprotobuf-dev protobuf-compiler", "", "protobuf-dev protoc"),
    "alsa": Library("libasound2-dev", "libasound2t64", "alsa-lib-dev", "alsa-lib"),
    "cairo": Library("libcairo2-dev", "libcairo2", "cairo-dev", "cairo"),
    "chromium": Library("", "chromium", "", "chromium font-freefont"),
    "curl": Library("libcurl4-openssl-dev libssl-dev", "libcurl4t64", "curl-dev", "libcurl"),
    "ffi": Library("libffi-dev", "libffi8", "libffi-dev", "libffi"),
    "ffmpeg": Library("", "ffmpeg", "", "ffmpeg"),
    "freetype": Library("libfreetype-dev", "libfreetype6", "freetype-dev", "freetype"),
    "gdal": Library("libgdal-dev", "libgdal36", "gdal-dev", "gdal"),
    "giflib": Library("libgif-dev", "libgif7", "giflib-dev", "giflib"),
    "git2": Library("libgit2-dev", "libgit2-1.9"),
    "gl": Library("", "libgl1"),
    "glib": Library("", "libglib2.0-0t64"),
    "gomp": Library("", "libgomp1", "", "libgomp"),
    "graphicsmagick": Library("", "graphicsmagick", "", "graphicsmagick"),
    "heif": Library("libheif-dev", "libheif1"),
    "jpeg": Library("libjpeg-dev", "libjpeg62-turbo", "jpeg-dev", "libjpeg-turbo"),
    "krb5": Library("libkrb5-dev", "libgssapi-krb5-2", "krb5-dev", "krb5-libs"),
    "ldap": Library(
        "libldap-dev libsasl2-dev", "libldap2 libsasl2-2", "openldap-dev cyrus-sasl-dev", "libldap libsasl"
    ),
    "ltdl": Library("libltdl-dev", "libltdl7"),
    "magic": Library("", "libmagic1t64", "", "libmagic"),
    "magickwand": Library("libmagickwand-dev", "libmagickwand-7.q16-10"),
    "mariadb": Library("libmariadb-dev", "libmariadb3", "mariadb-connector-c-dev", "mariadb-connector-c"),
    "mysql": Library("default-libmysqlclient-dev", "libmariadb3", "mariadb-connector-c-dev", "mariadb-connector-c"),
    "openssl": Library("openssl", "openssl", "openssl", "openssl"),
    "opus": Library("libopus-dev libopusfile-dev", "libopus0 libopusfile0"),
    "pango": Library("libpango1.0-dev", "libpango-1.0-0 libpangocairo-1.0-0", "pango-dev", "pango"),
    "pango-fonts": Library("", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "", "pango"),
    "pcap": Library("libpcap-dev", "libpcap0.8t64"),
    "png": Library("libpng-dev", "libpng16-16t64", "libpng-dev", "libpng"),
    "poppler": Library("", "poppler-utils", "", "poppler-utils"),
    "portaudio": Library("portaudio19-dev", "libportaudio2", "portaudio-dev", "portaudio"),
    "pq": Library("libpq-dev", "libpq5", "libpq-dev", "libpq"),
    "rdkafka": Library("librdkafka-dev", "librdkafka1 librdkafka++1", "librdkafka-dev", "librdkafka"),
    "rocksdb": Library("librocksdb-dev", "librocksdb9.10"),
    "rsvg": Library("librsvg2-dev", "librsvg2-2", "librsvg-dev", "librsvg"),
    "sasl": Library("libsasl2-dev", "libsasl2-2", "cyrus-sasl-dev", "libsasl"),
    "seccomp": Library("libseccomp-dev", "libseccomp2"),
    "sqlite3": Library("libsqlite3-dev", "libsqlite3-0", "sqlite-dev", "sqlite-libs"),
    "ssl": Library("libssl-dev", "libssl3t64", "openssl-dev", "libssl3"),
    "stdc++": Library("", "libstdc++6", "", "libstdc++"),
    "systemd": Library("libsystemd-dev", "libsystemd0"),
    "tesseract": Library("libleptonica-dev libtesseract-dev", "libtesseract5 tesseract-ocr-eng"),
    "tesseract-ocr": Library("", "tesseract-ocr", "", "tesseract-ocr"),
    "unixodbc": Library("unixodbc-dev", "unixodbc", "unixodbc-dev", "unixodbc"),
    "usb": Library("libusb-1.0-0-dev", "libusb-1.0-0"),
    "vips": Library("libvips-dev", "libvips42t64", "vips-dev", "vips"),
    "webp": Library("libwebp-dev", "libwebp7", "libwebp-dev", "libwebp"),
    "webp-mux": Library("", "libwebpmux3 libwebpdemux2", "", "libwebpmux libwebpdemux"),
    "xml2": Library("libxml2-dev", "libxml2", "libxml2-dev", "libxml2"),
    "xmlsec": Library("libxmlsec1-dev", "libxmlsec1t64-openssl", "xmlsec-dev", "xmlsec"),
    "xslt": Library("libxslt1-dev", "libxslt1.1", "libxslt-dev", "libxslt"),
    "yaml": Library("libyaml-dev", "libyaml-0-2", "yaml-dev", "yaml"),
    "zbar": Library("", "libzbar0t64", "", "zbar"),
    "zlib": Library("zlib1g-dev", "", "zlib-dev"),
    "zmq": Library("libzmq3-dev", "libzmq5"),
    # Programs, which others start; those of busybox need no package on Alpine.
    "aria2": Library("", "aria2", "", "aria2"),
    "bash": Library("", "bash", "", "bash"),
    "bc": Library("", "bc", "", "bc"),
    "bind": Library("", "bind9-dnsutils", "", "bind-tools"),
    "bsdextrautils": Library("", "bsdextrautils", "", "util-linux-misc"),
    "busybox": Library("", "busybox", "", "busybox-extras"),
    "curl-program": Library("", "ca-certificates curl", "", "curl"),
    "envsubst": Library("", "gettext-base", "", "gettext-envsubst"),
    "exiftool": Library("", "libimage-exiftool-perl", "", "exiftool"),
    "file-program": Library("", "file", "", "file"),
    "gawk": Library("", "gawk", "", "gawk"),
    "ghostscript": Library("", "ghostscript", "", "ghostscript"),
    "git-program": Library("", "ca-certificates git", "", "git"),
    "gnupg": Library("", "gnupg", "", "gnupg"),
    "graphviz": Library("", "graphviz", "", "font-dejavu graphviz"),
    "imagemagick": Library("", "imagemagick", "", "imagemagick"),
    "inotify-tools": Library("", "inotify-tools", "", "inotify-tools"),
    "iproute": Library("", "iproute2", "", "iproute2"),
    "jq": Library("", "jq", "", "jq"),
    "libreoffice": Library("", "libreoffice", "", "libreoffice"),
    "mariadb-client": Library("", "mariadb-client", "", "mariadb-client"),
    "netcat": Library("", "netcat-openbsd"),
    "nodejs": Library("", "nodejs", "", "nodejs"),
    "openssh-client": Library("", "openssh-client", "", "openssh-client"),
    "pandoc": Library("", "pandoc", "", "pandoc-cli"),
    "ping": Library("", "iputils-ping"),
    "postgresql-client": Library("", "postgresql-client", "", "postgresql-client"),
    "procps": Library("", "procps"),
    "python3": Library("", "python3", "", "python3"),
    "qpdf": Library("", "qpdf", "", "qpdf"),
    "rclone": Library("", "rclone", "", "rclone"),
    "redis-cli": Library("", "redis-tools", "", "redis"),
    "restic": Library("", "restic", "", "restic"),
    "rsvg-convert": Library("", "librsvg2-bin", "", "rsvg-convert"),
    "rsync": Library("", "rsync", "", "rsync"),
    "shell": Library(),
    "socat": Library("", "socat", "", "socat"),
    "sox": Library("", "sox", "", "sox"),
    "sqlite-program": Library("", "sqlite3", "", "sqlite"),
    "tree": Library("", "tree"),
    "unzip": Library("", "unzip", "", "unzip"),
    "webp-tools": Library("", "webp", "", "libwebp-tools"),
    "wget": Library("", "wget"),
    "xxd": Library("", "xxd"),
    "yt-dlp": Library("", "yt-dlp", "", "yt-dlp"),
    "zip": Library("", "zip", "", "zip"),
    "zsh": Library("", "zsh", "", "zsh"),
    "chromedriver": Library("", "chromium chromium-driver", "", "chromium chromium-chromedriver"),
    "firefox": Library("", "firefox-esr", "", "firefox-esr geckodriver"),
    "graphviz-dev": Library("libgraphviz-dev", "graphviz", "graphviz-dev", "graphviz"),
    "icu": Library("libicu-dev", "libicu76", "icu-dev", "icu-libs"),
    "java": Library("", "default-jre-headless", "", "openjdk21-jre-headless"),
    "poppler-cpp": Library("libpoppler-cpp-dev", "libpoppler-cpp2", "poppler-dev", "poppler"),
    "xmlsec1": Library("", "xmlsec1", "", "xmlsec"),
}


class SystemPackages(NamedTuple):
    """The distribution's packages, sorted."""

    build: tuple[str, ...] = ()
    run: tuple[str, ...] = ()


def needed(needs: Iterable[str], family: str) -> SystemPackages:
    """Return the packages of a distribution for what is needed, each as in the module's own words."""
    build: set[str] = set()
    run: set[str] = set()
    for word in " ".join(needs).split():
        when, _, name = word.rpartition(":")
        library = LIBRARIES[name]
        of_family = library[:2] if family == "debian" else library[2:]
        if when in {"", family}:
            build |= {*of_family[0].split()}
        if when in {"", "run"}:
            run |= {*of_family[1].split()}
    return SystemPackages(tuple(sorted(build)), tuple(sorted(run)))
