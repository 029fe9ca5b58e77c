#!/bin/sh
# Install what pip cannot: `postgis` (PostgreSQL with PostGIS), `browser` (Chromium, a Korean font, a reader of PDF) or
# `browsers` (Firefox and WebKit, for a look at the pages by hand).
# Debian and Ubuntu only; says what will be installed before it does. On other systems it says what is needed.
set -eu
what=${1:?postgis, browser or browsers}

help_elsewhere() {
    case $what in
    postgis) echo "PostgreSQL 15 or newer with PostGIS 3.3 or newer is needed: install both and put the folder of initdb on
PATH, or set DATABASE_URL to a server that has them, or run the containers: docker compose up" ;;
    browser) echo "The browser tests need Chromium or Chrome (on PATH, or named by MINDCONNECT_BROWSER) and a font with
Korean letters such as Noto Sans CJK, and the test of the PDF needs pdftotext (poppler-utils). Install them, then run
make again." ;;
    browsers) echo "Firefox ESR (firefox-esr), WebKitGTK's MiniBrowser with WebKitWebDriver, and Xvfb are needed." ;;
    esac >&2
}

if ! command -v apt-get >/dev/null 2>&1; then
    help_elsewhere
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root() { "$@"; }
elif command -v sudo >/dev/null 2>&1; then
    as_root() { sudo "$@"; }
else
    echo "Packages must be installed and this is neither root nor is there sudo. Run as root: $0 $what" >&2
    exit 1
fi
install() {
    echo "Installing with apt-get: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
has() { apt-cache show "$1" >/dev/null 2>&1; }

newest_postgres() {
    for release in 18 17 16 15; do
        if has "postgresql-$release" && has "postgresql-$release-postgis-3"; then
            echo "$release"
            return
        fi
    done
}

# Debian starts a server of its own on port 5432 when PostgreSQL is installed. The project needs only the programs,
# so that server is switched off for the time of the installation.
no_system_server() {
    switch=/etc/postgresql-common/createcluster.d/mindconnect.conf
    as_root mkdir -p "${switch%/*}"
    echo "create_main_cluster = false" | as_root tee "$switch" >/dev/null
    trap 'as_root rm -f "$switch"' EXIT
}

# Another front end may hold the lock for a while; apt waits for it.
as_root apt-get update -qq -o DPkg::Lock::Timeout=300
case $what in
postgis)
    release=$(newest_postgres)
    no_system_server
    if [ -z "$release" ]; then # Ubuntu 22.04 has PostgreSQL 14 only
        echo "This release has no PostgreSQL 15 or newer: adding the PostgreSQL project's own package source."
        install postgresql-common ca-certificates
        as_root /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y
        release=$(newest_postgres)
    fi
    if [ -z "$release" ]; then
        help_elsewhere
        exit 1
    fi
    install "postgresql-$release" "postgresql-$release-postgis-3"
    ;;
browser)
    # libatomic1 is for the program inside Playwright; poppler-utils reads what the memos say.
    install fonts-noto-cjk libatomic1 poppler-utils
    # Ubuntu's package of that name is only a pointer to a snap.
    if grep -q '^ID=ubuntu' /etc/os-release; then
        echo "Installing Chromium through Playwright (Ubuntu packages it only as a snap)"
        as_root .venv/bin/playwright install-deps chromium
        .venv/bin/playwright install chromium || { help_elsewhere && exit 1; }
    else
        install chromium
    fi
    ;;
browsers)
    # Ubuntu has Firefox as a snap only; where there is one already, it does.
    if command -v firefox >/dev/null 2>&1; then firefox=; else firefox='firefox-esr'; fi
    # shellcheck disable=SC2086 # no name is no package
    install $firefox webkit2gtk-driver xvfb
    ;;
*)
    echo "unknown: $what" >&2
    exit 2
    ;;
esac
