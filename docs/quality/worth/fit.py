"""Fit the weights of a card's worth to judged cards, and say how well they foretell cards of folders left out.

usage, from the project's root, where scikit-learn is installed:
  python docs/quality/worth/fit.py > builder/markdown_deckbuilder/worth/weights.json

judged.jsonl holds a card a line: the folder, the path and the line in strangers' notes, the features that are not 0, and
whether its judge kept it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

JUDGED = Path(__file__).with_name("judged.jsonl")
# The strength of the regularisation, chosen among 0.05, 0.1, 0.3 and 1 by the area under the curve.
STRENGTH = 0.3
MIN_CARDS = 8  # a feature of fewer cards is left out
MIN_WEIGHT = 0.02
SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)

Features = dict[str, float]


def main() -> None:
    """Print the weights; what they are good for goes to the error stream."""
    rows = [json.loads(line) for line in JUDGED.open(encoding="utf-8")]
    counts = Counter(name for row in rows for name in row["features"])
    features = [{k: v for k, v in row["features"].items() if k != "bias" and counts[k] >= MIN_CARDS} for row in rows]
    kept = np.array([row["kept"] for row in rows])
    folders = np.array([row["folder"] for row in rows])
    _report(kept, _foretold(features, kept, folders))
    vectorizer, model = _fitted(features, kept)
    names = vectorizer.get_feature_names_out()
    weights = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True) if abs(w) >= MIN_WEIGHT}
    weights["bias"] = round(float(model.intercept_[0]), 3)
    print(json.dumps(dict(sorted(weights.items())), indent=1, ensure_ascii=False))


def _fitted(features: list[Features], kept: np.ndarray) -> tuple[DictVectorizer, LogisticRegression]:
    vectorizer = DictVectorizer()
    return vectorizer, LogisticRegression(C=STRENGTH, max_iter=2000).fit(vectorizer.fit_transform(features), kept)


def _foretold(features: list[Features], kept: np.ndarray, folders: np.ndarray) -> np.ndarray:
    """Return for each card how likely it is kept, by weights fitted to the other folders alone."""
    worth = np.zeros(len(kept))
    for folder in sorted(set(folders)):
        inside = folders == folder
        others = [one for one, is_in in zip(features, inside, strict=True) if not is_in]
        vectorizer, model = _fitted(others, kept[~inside])
        own = [one for one, is_in in zip(features, inside, strict=True) if is_in]
        worth[inside] = model.predict_proba(vectorizer.transform(own))[:, 1]
    return worth


def _report(kept: np.ndarray, worth: np.ndarray) -> None:
    print(f"{len(kept)} cards, area under the curve {roc_auc_score(kept, worth):.3f}", file=sys.stderr)
    best = np.argsort(-worth)
    for share in SHARES:
        print(f"best {share:.0%}: {kept[best[: int(len(best) * share)]].mean():.1%} kept", file=sys.stderr)


if __name__ == "__main__":
    main()
