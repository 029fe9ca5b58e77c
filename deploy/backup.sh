#!/bin/sh
# Dumps the database once a day, reads each dump back, and removes those past their time. `mindconnect restore` takes them.
set -eu
while :; do
    name=/backups/mindconnect-$(date -u +%Y%m%dT%H%M%SZ).dump
    if pg_dump -Fc -f "$name.part" && pg_restore -f /dev/null "$name.part"; then
        mv "$name.part" "$name"
        find /backups -name 'mindconnect-*.dump' -mtime "+$KEEP_DAYS" -delete
        echo "$name: $(stat -c %s "$name") bytes"
    else
        rm -f "$name.part"
        echo "the backup failed; it is tried again in an hour" >&2
        sleep 3600
        continue
    fi
    sleep 86400
done
