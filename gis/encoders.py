"""Which encoder reads a person's own words: ours, or a sentence-transformers model that the operator chose."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from gis.care.recommendation.encoding import CharacterEncoder, Encoder, Vectors, unit
from gis.errors import SettingsError


class SentenceEncoder:
    """A sentence-transformers model, from a folder or by its name on the hub; the package is imported only here.

    Parameters
    ----------
    model : str
        Folder, or name on the hub.

    Raises
    ------
    SettingsError
        When the package is not installed, or the model cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        try:
            package: Any = import_module("sentence_transformers")
        except ImportError as error:
            raise SettingsError(
                "MINDCONNECT_ENCODER_MODEL needs the package sentence-transformers: install it, or unset the variable"
            ) from error
        try:
            self._model: Any = package.SentenceTransformer(model)
        except Exception as error:
            raise SettingsError(f"the model {Path(model).name!r} cannot be loaded: {type(error).__name__}") from error
        self.name = f"sentence-transformers:{Path(model).name}"
        self.version = _fingerprint(model, str(getattr(package, "__version__", "")))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, of length 1."""
        return unit(self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False))


@lru_cache(maxsize=4)
def make_encoder(model: str | None, vocabulary: tuple[str, ...]) -> Encoder:
    """Make the encoder that the settings name; kept, since fitting or loading takes a while.

    Parameters
    ----------
    model : str or None
        Folder or name of a sentence-transformers model; None for the encoder that needs no download.
    vocabulary : tuple of str
        What that one is fitted on.

    Raises
    ------
    SettingsError
        When the model cannot be used.
    """
    return SentenceEncoder(model) if model else CharacterEncoder(vocabulary)


def _fingerprint(model: str, package_version: str) -> str:
    """Name what the vectors depend on: the files of a folder by name and size, or the name on the hub."""
    digest = hashlib.sha256(package_version.encode())
    folder = Path(model)
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)} {path.stat().st_size}".encode())
                digest.update(path.read_bytes() if path.stat().st_size < 1_000_000 else b"")
    else:
        digest.update(model.encode())
    return digest.hexdigest()[:12]
