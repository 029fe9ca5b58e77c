#!/bin/sh
# Database, migrations, snapshot, then the app in the foreground; when it ends (Ctrl-C), the private cluster stops too.
set -eu
cd "$(dirname "$0")/.."
mindconnect=.venv/bin/mindconnect
app=

stop() {
    trap '' INT TERM HUP # a second Ctrl-C must not leave the database half-way down
    if [ -n "$app" ]; then
        kill -TERM "$app" 2>/dev/null || true
        wait "$app" || true
    fi
    $mindconnect db down
}
trap stop EXIT
trap 'exit 0' INT TERM HUP

$mindconnect db up
$mindconnect db migrate
$mindconnect etl load-snapshot
# In the background, because a shell runs its traps only while it waits.
$mindconnect serve &
app=$!
wait "$app"
