#!/bin/sh
# Print a Python of at least 3.11 that can make virtual environments, or say what to install.
# PYTHON=... chooses one; otherwise the usual names are tried.
set -eu
check='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$check" 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
found=$("${PYTHON:-python3}" --version 2>&1) || found="${PYTHON:-python3} does not run"
cat >&2 <<EOF
Python 3.11 or newer with the modules venv and ensurepip is needed; found: $found.
  Debian 12+, Ubuntu 24.04+   apt-get install python3 python3-venv
  Ubuntu 22.04                apt-get install python3.11 python3.11-venv
Then run make again, or name another one: make PYTHON=/path/to/python3.12 demo
EOF
exit 1
