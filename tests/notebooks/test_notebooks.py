"""Every notebook runs from top to bottom on the shipped data, and is kept without outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from gis.settings import ROOT

NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path.stem != "06_api")
"""Those that read the database; the recipe for the API is run against a server (test_api_notebook.py)."""


def execute(notebook, folder, nation, cluster, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", nation.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(cluster.var_dir))  # travel times are put together once, not in each
    monkeypatch.delenv("MPLBACKEND", raising=False)  # else nothing is drawn into the notebook
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_draws(path: Path, nation, cluster, monkeypatch, tmp_path):
    notebook = execute(nbformat.read(path, as_version=4), tmp_path, nation, cluster, monkeypatch)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 3
    warnings = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    assert not [line for line in warnings if "Glyph" in line], "a Korean label could not be drawn"


def test_a_wrong_figure_stops_the_tour(nation, cluster, monkeypatch, tmp_path):
    """The notebook's comparison with the region page bites: with a center left out, it fails."""
    notebook = nbformat.read(ROOT / "notebooks" / "01_data_tour.ipynb", as_version=4)
    line = 'basic = centers[centers["kind"] == BASIC]'
    (cell,) = [cell for cell in notebook.cells if line in cell.source]
    cell.source = cell.source.replace(line, f"{line}.iloc[1:]")
    notebook.cells = [
        one for one in notebook.cells if one is cell or "plot" not in one.source or "import" in one.source
    ]
    with pytest.raises(CellExecutionError, match="mean_km"):
        execute(notebook, tmp_path, nation, cluster, monkeypatch)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
