#!/bin/sh
# Compile the two lock files: pins and hashes, no registry address. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra build "$@"; }
compile -o requirements.lock
compile --extra dev -o requirements-dev.lock
