"""Run every measurement in a process of its own: ``python -m bench [--write] [search load hours ...]``.

With ``--write`` the results replace those in bench/README.md.
"""

import argparse
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

README = Path(__file__).with_name("README.md")
MARK = "<!-- results: written by `python -m bench --write` -->"
TITLES = {
    "search": "Search against the bare indexed SQL",
    "load": "Loading against a plain COPY",
    "hours": "Who is open, over a whole register",
    "streets": "Routes, reachable areas and times between many places",
}


def main() -> None:
    """Measure, print, and write when asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure side by side.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(TITLES)}; all when none is given")
    parser.add_argument("--write", action="store_true", help="replace the results in bench/README.md")
    arguments = parser.parse_args()
    names = arguments.names or list(TITLES)
    if unknown := set(names) - set(TITLES):
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}; there are {', '.join(TITLES)}")
    parts = [f"Measured on {date.today():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}.\n"]  # noqa: DTZ011 - the operator's day
    for name in names:
        command = [sys.executable, "-m", f"bench.{name}"]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout.strip()
        table = output if "|--" in output else f"```\n{output}\n```"
        parts.append(f"### {TITLES[name]}\n\n`python -m bench.{name}`\n\n{table}\n")
        print(parts[-1], flush=True)
    if arguments.write:
        head = README.read_text(encoding="utf-8").split(MARK)[0]
        README.write_text(f"{head}{MARK}\n\n" + "\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
