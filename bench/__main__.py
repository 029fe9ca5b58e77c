"""Run every measurement in a process of its own: ``python -m bench [--write] [search load hours ...]``.

With ``--write`` the results replace theirs in bench/README.md; those of measurements that did not run stay.
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
    "places": "Places by name, against RapidFuzz in memory",
    "load": "Loading against a plain COPY",
    "hours": "Who is open, over a whole register",
    "streets": "Routes, reachable areas and times between many places",
    "access": "Access per person, against PySAL access, numpy, DuckDB and PostGIS",
    "access_time": "Access of the nation by the hour",
    "calls": "Calls worth making, against calls at random and to the largest first",
}


def main() -> None:
    """Measure, print, and write when asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure side by side.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(TITLES)}; all when none is given")
    parser.add_argument("--write", action="store_true", help="replace their results in bench/README.md")
    arguments = parser.parse_args()
    names = arguments.names or list(TITLES)
    if unknown := set(names) - set(TITLES):
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}; there are {', '.join(TITLES)}")
    parts = {name: measured(name) for name in names}
    if arguments.write:
        head, _, results = README.read_text(encoding="utf-8").partition(MARK)
        kept = {name: part for name in TITLES if (part := section(results, TITLES[name]))}
        README.write_text(f"{head}{MARK}\n\n" + "\n".join((kept | parts).values()), encoding="utf-8")


def measured(name: str) -> str:
    """Run one measurement and give its section, which says when and on what it was taken."""
    command = [sys.executable, "-m", f"bench.{name}"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout.strip()
    table = output if "|--" in output else f"```\n{output}\n```"
    today = date.today()  # noqa: DTZ011 - the day of whoever measures
    taken = f"`python -m bench.{name}`, {today}, {os.cpu_count()} cores, Python {platform.python_version()}."
    part = f"### {TITLES[name]}\n\n{taken}\n\n{table}\n"
    print(part, flush=True)
    return part


def section(results: str, title: str) -> str:
    """Return the section of a title in results written earlier; empty when there is none."""
    _, found, rest = results.partition(f"### {title}\n")
    return f"### {title}\n{rest.partition('### ')[0].rstrip()}\n" if found else ""


if __name__ == "__main__":
    main()
