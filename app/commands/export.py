"""`mindconnect export`: a region as one signed file that opens from a USB stick, and the check of such a file."""

from pathlib import Path
from typing import Annotated

import typer

from app.credentials import signatures
from app.search import carried
from app.text import language, load
from gis.errors import InputError
from gis.settings import Settings

KEY = "export_signing_key.pem"
"""File of the signing key below the folder of what is kept (``MINDCONNECT_VAR_DIR``)."""


def export_command(
    region: Annotated[str | None, typer.Option(help="MOIS code of a province or district, such as 48.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the file: ko or en.")] = "ko",
    verify: Annotated[Path | None, typer.Option(help="Check the signature of a file instead.")] = None,
    key: Annotated[str, typer.Option(help="Public key that must have signed the file to check.")] = "",
) -> None:
    """Write one signed HTML file of a region with search, hours, telephones and crisis numbers, or check one."""
    if verify is not None:
        try:
            document = verify.read_bytes()
        except OSError as error:
            raise InputError(f"{verify} cannot be read: {error.strerror}") from error
        typer.echo(f"{verify} is as it was signed by {signatures.check(document, key)}")
        return
    if region is None:
        raise InputError("no region was given: mindconnect export --region 48, or --verify FILE")
    if lang not in ("ko", "en"):
        raise InputError(f"language {lang!r}: give ko or en")
    written = carried.page(load(language(lang)), region)
    signing = signatures.signing_key(Settings().var_dir / KEY)
    content = signatures.signed(written.encode(), signing)
    path = output or Path(f"mindconnect_{region}_{lang}.html")
    path.write_bytes(content)
    typer.echo(f"{path}: {len(content) / 1000:,.0f} kB, signed by {signatures.public_text(signing)}")
    typer.echo("Publish that key where people trust it; `mindconnect export --verify FILE --key KEY` checks a copy.")
