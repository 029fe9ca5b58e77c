"""`mindconnect validate-use`: does access say anything of use? A table of users against hypotheses written first."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.ui.downloads import TWELVE_DIGITS
from gis import use_validation
from gis.access import open_board
from gis.db.engine import make_engine
from gis.settings import Settings


def validate_use_command(
    table: Annotated[Path, typer.Argument(help="CSV with region_code (five digits) and users, a line a sigungu.")],
    seed: Annotated[int, typer.Option(help="The same draws the same districts.")] = use_validation.SEED,
) -> None:
    """Compare registered users or visits by head with access, by the hypotheses of data/rules/use_hypotheses.yaml."""
    settings = Settings()
    use = use_validation.read_use(table)
    told = use_validation.load_hypotheses(settings.data_dir)
    with make_engine(settings, "app").connect() as conn:
        found = use_validation.validate(open_board(conn, settings), use, told, seed=seed)
    found.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
