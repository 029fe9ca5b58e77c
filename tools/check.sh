#!/bin/sh
# Every check that needs no database: runs them all, then names those that failed.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=
# In a container the clone often belongs to another user than the one who checks it; git then refuses to read it.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="$PWD"

check() {
    name=$1
    shift
    echo "--- $name"
    "$@" || failed="$failed $name"
}
notebooks() { git ls-files -z 'notebooks/*.ipynb' | xargs -0 -r $bin/nbstripout --verify; }
javascript() {
    # The linter is one program in a package, built for this kind of machine only.
    if [ ! -x $bin/biome ] && [ "$(uname -sm)" != "Linux x86_64" ]; then
        echo "Not checked: Biome has no package for $(uname -sm)."
        return
    fi
    $bin/biome lint --error-on-warnings
}
shell() { git ls-files -z '*.sh' .ci/run | xargs -0 $bin/shellcheck; }

check style $bin/ruff check --quiet .
check format $bin/ruff format --check --quiet .
check types $bin/mypy
check imports $bin/lint-imports --no-cache
check docstrings $bin/python tools/check_docstrings.py gis etl app
check tree $bin/python tools/check_tree.py
check javascript javascript
check notebooks notebooks
check shell shell
check dockerfile $bin/hadolint Dockerfile
check yaml $bin/yamllint --strict .
check compose $bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose*.yml deploy/compose.*.yml
check workflow $bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
echo "All checks passed."
