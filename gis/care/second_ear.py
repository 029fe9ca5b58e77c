"""A second ear for danger in what somebody types: likeness to sentences that were reviewed.

Rules (:mod:`gis.care.crisis_signals`) hear what somebody thought of beforehand. This hears what is written like that: a
linear model over runs of letters (logistic regression; Korean letters taken apart, blanks and signs left out), fitted
to the sentences of data/rules/hearing_sentences.csv by tools/fit_hearing.py. It adds to what the rules hear, and takes
a rule's word back only where a text is much more like harmless sentences. Its reason is the reviewed sentence that a
text is most like.
"""

import csv
import io
import math
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.care import crisis_signals
from gis.care.crisis_signals import LONGEST, DistressWords
from gis.care.spellings import readings
from gis.errors import SourceError

PANELS = tuple(panel for panel in crisis_signals.PANELS if panel != "voices")
"""What the ear may ask for; voices that command nothing are for the rules alone."""

SIZE = 2**17
"""Numbers of features: a run of letters is counted at its CRC-32 modulo this."""

RUNS = range(3, 9)
"""Lengths of the runs, letters; a Korean syllable is two or three."""

CLOSE = 0.5
"""Log-odds within which two panels are both asked for."""

STEPS = 64
"""Steps of a weight for each unit of log-odds in the file: fine enough, and small when packed."""

SHORTEST = 13
"""Letters from which a text is listened to, five syllables or so; a word or two, and names of places, are left to the
rules."""

COLUMNS = ("text", "panels", "family", "list")
"""Columns of the sentences; ``panels`` are out of :data:`PANELS`, the fittest first and joined
by a bar, or empty for no danger; ``list`` names the writer's list, so that a model can be tried on a writer whom it has
not read."""

Features = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sentence:
    """A reviewed sentence; ``panels`` are empty where nobody is in danger."""

    text: str
    panels: tuple[str, ...]
    family: str
    list: str


@dataclass(frozen=True)
class Likeness:
    """How a text sounds to the second ear.

    Parameters
    ----------
    score : float
        Log-odds of danger, against :attr:`SecondEar.threshold`; NaN where a text is too short to tell.
    panels : frozenset of str
        What it asks for; empty when the score stays below.
    """

    score: float
    panels: frozenset[str]


@dataclass(frozen=True)
class SecondEar:
    """A fitted model.

    Parameters
    ----------
    danger : numpy.ndarray
        float32, (:data:`SIZE`,): what each feature says for danger.
    kinds : numpy.ndarray
        float32, (len(PANELS), :data:`SIZE`): what each says for each panel, among the dangerous.
    danger_intercept : float
        Log-odds before any feature is seen.
    kind_intercepts : sequence of float
        The same for each panel.
    threshold : float
        Log-odds of danger from which a text is heard.
    harmless : float
        Log-odds below which a text is harmless even where a rule finds something in it.
    fitted_to : str
        SHA-256 of the sentences.
    """

    danger: npt.NDArray[np.float32]
    kinds: npt.NDArray[np.float32]
    danger_intercept: float
    kind_intercepts: Sequence[float]
    threshold: float
    harmless: float
    fitted_to: str

    def hear(self, text: str) -> Likeness:
        """Listen to a text in every spelling that it may hide in.

        Parameters
        ----------
        text : str
            As typed; its first :data:`gis.care.crisis_signals.LONGEST` characters are looked at.
        """
        best, features_found = -math.inf, np.zeros(0, dtype=np.int64)
        for reading in readings(text[:LONGEST]):
            if len(_letters(reading)) < SHORTEST:
                continue
            at = features(reading)
            score = _score(self.danger, at, self.danger_intercept)
            if score > best:
                best, features_found = score, at
        if not features_found.size:
            return Likeness(math.nan, frozenset())
        if best < self.threshold:
            return Likeness(best, frozenset())
        scores = [
            _score(weights, features_found, intercept)
            for weights, intercept in zip(self.kinds, self.kind_intercepts, strict=True)
        ]
        near = max(scores) - CLOSE
        return Likeness(
            best,
            frozenset(panel for panel, score_of_panel in zip(PANELS, scores, strict=True) if score_of_panel >= near),
        )


def panels(text: str, ear: SecondEar, *files: DistressWords) -> frozenset[str]:
    """Return what a text asks for by both ears, out of :data:`gis.care.crisis_signals.PANELS`; empty when nothing.

    Parameters
    ----------
    text : str
        As typed.
    ear : SecondEar
        Where the rules hear a wish to die its word counts only against them, and only when it is sure and they are not.
    *files : DistressWords
        The rules.
    """
    signals, likeness = crisis_signals.find(text, *files), ear.hear(text)
    by_rules = crisis_signals.panels_of(signals, *files)
    is_sure = any(words.sure.intersection(signals) for words in files)
    is_harmless = by_rules == {"life"} and not is_sure and likeness.score < ear.harmless
    return likeness.panels if is_harmless or not by_rules else by_rules


def features(text: str) -> Features:
    """Count which runs of letters a text has, each once.

    Returns
    -------
    numpy.ndarray
        int64, ascending numbers below :data:`SIZE`.
    """
    letters = _letters(text)
    runs = {letters[start : start + length] for length in RUNS for start in range(len(letters) - length + 1)}
    return np.array(sorted({zlib.crc32(run.encode()) % SIZE for run in runs}), dtype=np.int64)


def nearest(text: str, sentences: Sequence[Sentence]) -> tuple[Sentence, float]:
    """Find the reviewed sentence that a text is most like, and how much: the reason of the second ear.

    Parameters
    ----------
    text : str
        As typed.
    sentences : sequence of Sentence
        At least one.

    Returns
    -------
    (Sentence, float)
        The likeness is the cosine of both sets of features, 0 to 1.
    """
    mine = features(text)

    def likeness(sentence: Sentence) -> float:
        theirs = features(sentence.text)
        shared = len(np.intersect1d(mine, theirs, assume_unique=True))
        return shared / math.sqrt(len(mine) * len(theirs)) if shared else 0.0

    return max(((sentence, likeness(sentence)) for sentence in sentences), key=lambda pair: pair[1])


def parse_sentences(text: str) -> list[Sentence]:
    """Read the reviewed sentences.

    Parameters
    ----------
    text : str
        Content of data/rules/hearing_sentences.csv.

    Raises
    ------
    SourceError
        When a column is missing, a panel is unknown, or a sentence is empty or stands twice; it names the line.
    """
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise SourceError(f"the sentences must have the columns {', '.join(COLUMNS)}")
    sentences: dict[str, Sentence] = {}
    for row in rows:
        sentence = Sentence(row["text"], tuple(filter(None, row["panels"].split("|"))), row["family"], row["list"])
        if not sentence.text or not {*sentence.panels} <= {*PANELS} or sentence.text in sentences:
            raise SourceError(
                f"hearing_sentences.csv, line {rows.line_num}: {sentence.text!r} is empty, double or of no panel"
            )
        sentences[sentence.text] = sentence
    return list(sentences.values())


def load(content: bytes) -> SecondEar:
    """Read a fitted model.

    Parameters
    ----------
    content : bytes
        Of data/rules/hearing_weights.npz, written by :func:`dump`.

    Raises
    ------
    SourceError
        When it is no such file.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            ear = SecondEar(
                arrays["danger"].astype(np.float32) / STEPS,
                arrays["kinds"].astype(np.float32) / STEPS,
                float(arrays["danger_intercept"]),
                [float(number) for number in arrays["kind_intercepts"]],
                float(arrays["threshold"]),
                float(arrays["harmless"]),
                str(arrays["fitted_to"]),
            )
    except (ValueError, KeyError, OSError, EOFError) as error:
        raise SourceError(f"hearing_weights.npz cannot be read: {error}; write it by tools/fit_hearing.py") from error
    if ear.danger.shape != (SIZE,) or ear.kinds.shape != (len(PANELS), SIZE):
        raise SourceError("hearing_weights.npz is of another shape: write it again by tools/fit_hearing.py")
    return ear


def dump(ear: SecondEar) -> bytes:
    """Write a fitted model; :func:`load` reads it."""
    buffer = io.BytesIO()
    arrays: Mapping[str, npt.ArrayLike] = {
        "danger": np.rint(ear.danger * STEPS).astype(np.int16),
        "kinds": np.rint(ear.kinds * STEPS).astype(np.int16),
        "danger_intercept": ear.danger_intercept,
        "kind_intercepts": list(ear.kind_intercepts),
        "threshold": ear.threshold,
        "harmless": ear.harmless,
        "fitted_to": ear.fitted_to,
    }
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _letters(text: str) -> str:
    """Take the letters and digits of a text, Korean letters apart."""
    return unicodedata.normalize("NFD", "".join(char for char in text.lower() if char.isalnum()))


def _score(weights: npt.NDArray[np.float32], at: Features, intercept: float) -> float:
    return intercept + (float(weights[at].sum()) / math.sqrt(len(at)) if len(at) else 0.0)
