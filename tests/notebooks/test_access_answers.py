"""The notebooks answer the official's question with the numbers of the command line."""

import json
import shlex
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from app import cli
from gis.settings import ROOT


def printed(name, mark, folder, environment, monkeypatch):
    """Run a notebook up to the cell that prints a mark; give the command and the JSON it printed."""
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    last = next(i for i, cell in enumerate(notebook.cells) if f'"{mark}"' in cell.source)
    notebook.cells = notebook.cells[: last + 1]
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    text = "".join(
        output.text for cell in notebook.cells if cell.cell_type == "code"
        for output in cell.outputs if output.output_type == "stream" and output.name == "stdout"
    )  # fmt: skip
    (line,) = [line for line in text.splitlines() if line.startswith(f"{mark} ")]
    return next(line for line in text.splitlines() if "mindconnect access" in line), json.loads(line.removeprefix(mark))


@pytest.fixture
def environment(nation, nation_board, cluster):
    return {
        "DATABASE_URL": nation.url.render_as_string(hide_password=False),
        "MINDCONNECT_VAR_DIR": str(cluster.var_dir),
    }


def run(words, environment, monkeypatch, capsys):
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    return json.loads(capsys.readouterr().out)


def test_who_is_without_open_care_on_weekday_evenings(environment, monkeypatch, capsys, tmp_path):
    command, answer = printed("04_time_of_week.ipynb", "ANSWER", tmp_path, environment, monkeypatch)
    rows = run(shlex.split(command), environment, monkeypatch, capsys)["rows"]
    assert [row["region_code"] for row in answer] == [row["region_code"] for row in rows[:10]]
    assert [row["people_without"] for row in answer] == [row["people_without"] for row in rows[:10]]


def test_one_county(environment, monkeypatch, capsys, tmp_path):
    command, figure = printed("03_gap_brief.ipynb", "FIGURE", tmp_path, environment, monkeypatch)
    rows = run(shlex.split(command), environment, monkeypatch, capsys)["rows"]
    assert sum(row["people_without"] for row in rows) == pytest.approx(figure["people_without"], rel=1e-12)
