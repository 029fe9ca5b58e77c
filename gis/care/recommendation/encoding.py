"""Texts as vectors behind one small interface, and the encoder that needs no download.

The default encoder weighs character n-grams (Korean endings vary, so parts of words say more than words) by TF-IDF and
reduces them by a truncated SVD (latent semantic analysis: Deerwester et al. 1990), fitted on the vocabulary itself. It
is deterministic: the same vocabulary gives the same vectors, and the version names both.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from gis.care.recommendation.needs import plain
from gis.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Vectors = npt.NDArray[np.float64]

NGRAMS = (1, 4)
"""Shortest and longest run of characters looked at."""

DIMENSIONS = 160
"""Length of a vector, unless the vocabulary is smaller."""

_TIED = 1e-6
_METHOD = 1
"""Raise it when the same vocabulary gives other vectors."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1 (or 0 where nothing of a text is known)."""

    @property
    def name(self) -> str:
        """Name the method."""
        ...

    @property
    def version(self) -> str:
        """Name what the vectors depend on: two encoders of one name and version give the same vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        ...


class CharacterEncoder:
    """Character n-grams, TF-IDF and SVD, fitted on a vocabulary.

    Parameters
    ----------
    vocabulary : sequence of str
        The texts to fit on; their order does not matter.

    Raises
    ------
    InputError
        When fewer than three different texts are given.
    """

    name = "character-ngrams-svd"

    def __init__(self, vocabulary: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = sorted({plain(text) for text in vocabulary} - {""})
        if len(texts) < 3:
            raise InputError("the vocabulary to fit on needs three different texts or more")
        self._weigh: TfidfVectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=NGRAMS, sublinear_tf=True, lowercase=False
        )
        weights = self._weigh.fit_transform(texts)
        dimensions = min(DIMENSIONS, min(weights.shape) - 1)
        self._axes = _right_singular_vectors(weights, dimensions)
        settings = json.dumps([_METHOD, NGRAMS, dimensions, texts], ensure_ascii=False)
        self.version = hashlib.sha256(settings.encode()).hexdigest()[:12]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text; of a text without a known run of characters all zeros."""
        return unit(self._weigh.transform([plain(text) for text in texts]) @ self._axes)


def _right_singular_vectors(weights: "csr_matrix", dimensions: int) -> Vectors:
    """Return the first right singular vectors as columns, from the eigenvectors of the (small) matrix of the texts.

    A few hundred texts have thousands of n-grams: this takes a tenth of a second where an iterative solver for that
    many vectors takes seconds. Where several singular values are equal at the end none of them is kept, since which of
    their vectors is one's own would be the machine's choice. The sign of each vector is fixed by its largest entry.
    """
    squares, left = np.linalg.eigh((weights @ weights.T).toarray())
    order = np.argsort(squares)[::-1]
    while dimensions > 1 and squares[order[dimensions - 1]] - squares[order[dimensions]] < _TIED:
        dimensions -= 1
    order = order[:dimensions]
    lengths = np.sqrt(np.clip(squares[order], 1e-12, None))
    axes = np.asarray(weights.T @ left[:, order]) / lengths
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return np.asarray(axes * signs, dtype=np.float64)


def unit(vectors: npt.ArrayLike) -> Vectors:
    """Scale rows to length 1; rows of (nearly) zeros become zeros."""
    rows = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 1e-9, lengths, np.inf)
