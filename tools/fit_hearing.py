"""Fit the second ear to the reviewed sentences: ``python tools/fit_hearing.py``; run it when they change.

Writes data/rules/hearing_weights.npz. Both thresholds are chosen on sentences of writers whom the model has not read
(each list is left out once): from which likeness on a text is heard (:data:`FALSE_ALARMS`), and below which one a
rule's word is taken back (:data:`TAKEN_BACK`).
"""

import hashlib
import sys

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.data import rules
from gis.care import crisis_signals, second_ear
from gis.care.second_ear import PANELS, SIZE, SecondEar, Sentence

FALSE_ALARMS = 0.025
"""Share of the harmless sentences that may be heard where the rules are silent."""

TAKEN_BACK = 0.025
"""Share of the dangerous sentences that the rules hear which may be taken back."""

INVERSE_PENALTY = 20.0
"""``C`` of the logistic regression; 10 to 40 hear equally well."""


def _fitted(rows: csr_matrix, flags: npt.NDArray[np.bool_], class_weight: str | None = None) -> LogisticRegression:
    """Fit by coordinate descent on the dual: seconds where other ways take minutes."""
    model = LogisticRegression(
        C=INVERSE_PENALTY, solver="liblinear", dual=True, max_iter=500, random_state=0, class_weight=class_weight
    )
    return model.fit(rows, flags)


def matrix(sentences: list[Sentence]) -> csr_matrix:
    """Return one row per sentence, of length 1."""
    rows = [second_ear.features(sentence.text) for sentence in sentences]
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row)))) for row in rows])
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((values, np.concatenate(rows), ends), shape=(len(rows), SIZE))


def fit(sentences: list[Sentence], threshold: float, harmless: float, fitted_to: str = "") -> SecondEar:
    """Fit the model to all sentences."""
    rows, dangers = matrix(sentences), np.array([bool(sentence.panels) for sentence in sentences])
    danger = _fitted(rows, dangers)
    panels = np.array([sentence.panels[0] for sentence in sentences if sentence.panels])
    kinds = [_fitted(rows[dangers], panels == panel, "balanced") for panel in PANELS]
    return SecondEar(
        danger.coef_[0].astype(np.float32),
        np.stack([kind.coef_[0] for kind in kinds]).astype(np.float32),
        float(danger.intercept_[0]),
        [float(kind.intercept_[0]) for kind in kinds],
        threshold,
        harmless,
        fitted_to,
    )


def left_out(sentences: list[Sentence]) -> npt.NDArray[np.float64]:
    """Score each sentence by a model that has not read its list."""
    scores = np.zeros(len(sentences))
    for name in sorted({sentence.list for sentence in sentences}):
        ear = fit([sentence for sentence in sentences if sentence.list != name], 0.0, 0.0)
        for place, sentence in enumerate(sentences):
            if sentence.list == name:
                scores[place] = ear.hear(sentence.text).score
    return scores


def choose(sentences: list[Sentence], scores: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Choose both thresholds, and print what they hear of each list."""
    heard = np.array([bool(crisis_signals.panels(sentence.text, *rules.distress_words())) for sentence in sentences])
    dangers = np.array([bool(sentence.panels) for sentence in sentences])
    silent = np.sort(scores[~dangers & ~heard & ~np.isnan(scores)])
    allowed = int(FALSE_ALARMS * (~dangers).sum())
    threshold = float(silent[-allowed - 1]) + 1e-3
    harmless = min(float(np.nanquantile(scores[dangers & heard], TAKEN_BACK)), threshold)
    for name in sorted({sentence.list for sentence in sentences}):
        mine = np.array([sentence.list == name for sentence in sentences])
        both = heard & ~(scores < harmless) | (scores >= threshold)
        shares = [_share(flags[mine & of]) for of in (dangers, ~dangers) for flags in (heard, both)]
        sys.stdout.write(
            f"{name}: of danger the rules hear {shares[0]}, both {shares[1]}; "
            f"false alarms {shares[2]}, {shares[3]} ({mine.sum():,} sentences)\n"
        )
    return threshold, harmless


def _share(flags: npt.NDArray[np.bool_]) -> str:
    return f"{flags.mean():.1%}" if flags.size else "none"


def main() -> None:
    """Fit, choose the threshold and write the weights."""
    content = rules.hearing_sentences_file().read_bytes()
    sentences = second_ear.parse_sentences(content.decode("utf-8"))
    threshold, harmless = choose(sentences, left_out(sentences))
    ear = fit(sentences, threshold, harmless, hashlib.sha256(content).hexdigest())
    written = rules.hearing_weights_file()
    written.write_bytes(second_ear.dump(ear))
    size_kib = written.stat().st_size / 1024
    sys.stdout.write(f"heard from {threshold:.3f}, harmless below {harmless:.3f}; {size_kib:.0f} KiB written\n")


if __name__ == "__main__":
    main()
