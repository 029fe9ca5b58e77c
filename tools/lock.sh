#!/bin/sh
# Compile the two lock files: pins and hashes, no registry address. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra build "$@"; }
compile -o requirements.lock
# The developer's set holds the very same pins, so that both can be installed into one environment.
compile --extra dev --constraint requirements.lock -o requirements-dev.lock
