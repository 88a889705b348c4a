"""How well the coders find six themes: a word list, the lexicon, TF-IDF with logistic regression, and ours.

    python benchmarks/coding.py

Two materials. *eigen*: 307 sentences in `data/coding_eigen.csv`, written before the lexicon but by the
same hand, so its numbers flatter. *starter*: the set the learned coders train on, by five-fold
cross-validation; its sentences avoid the themes' own words, so its numbers are severe for a lexicon.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.multiclass import OneVsRestClassifier

from kennis.coding import load_codebook, suggest_codings
from kennis.coding.model import ENOUGH_ALONE, ENOUGH_WITH_PATTERN, STARTER, fit_model
from kennis.coding.rules import find_codes
from kennis.coding.themes import STARTER_NAMES, theme_of, themes_of
from kennis.language import load_pipeline

OWN = Path(__file__).parent / "data" / "coding_eigen.csv"
BOOK = load_codebook()
THEMES = themes_of(BOOK)
# Ten stems a theme: what a researcher would type into a search box.
STEMS = {
    "moed": "moed durf lef dapper bang angst risico fout conflict spannend",
    "vertrouwen": "vertrouw wantrouw veilig betrouw eerlijk controle belofte geloof verdacht argwaan",
    "gelijkwaardigheid": "gelijk waardig respect serieus macht hiërarch minderwaardig neerkijk betuttel volwaardig",
    "ervaringsdeler": "ervaring verhaal schaam taboe meegemaakt delen persoonlijk voorbeeld openheid kwetsbaar",
    "participatie": "inwoner meedenk meebeslis inspraak advies cliëntenraad participatie leefwereld systeem beleid",
    "processtappen": "draagvlak pilot evalua impact rol taak uren buddy vergoeding training",
}
Predict = Callable[[list[str]], list[set[str]]]


def main() -> None:
    """Measure and print one table."""
    own, gold, spoken = read(OWN)
    texts, themes, _ = read(STARTER)
    print(f"{'coder':18} {'materiaal':18} {'macro-F1':>8} {'laagste':>8} {'geen met rust':>14} {'woorden/s':>10}")
    for name, make in coders().items():
        predict = make(texts, themes)
        started = time.perf_counter()
        found = predict(own)
        pace = sum(len(text.split()) for text in own) / (time.perf_counter() - started)
        show(name, "eigen", gold, found, pace)
        for part, wanted in (("eigen gesproken", True), ("eigen geschreven", False)):
            chosen = [place for place, is_spoken in enumerate(spoken) if is_spoken == wanted]
            show(name, part, [gold[place] for place in chosen], [found[place] for place in chosen])
        show(name, "starter (5-fold)", themes, cross_validate(make, texts, themes))
    print(f"polariteit goed (lexicon, eigen): {polarity_right():.3f}")


def coders() -> dict[str, Callable[[list[str], list[set[str]]], Predict]]:
    """Return the coders: each is trained on texts and themes, and then predicts."""
    return {
        "woordenlijst": lambda texts, themes: predict_by_stems,
        "lexicon": lambda texts, themes: predict_by_lexicon,
        "TF-IDF + LR": train_tfidf,
        "lexicon + model": train_ours,
    }


def predict_by_stems(texts: list[str]) -> list[set[str]]:
    """Find the themes of which a stem stands in the text."""
    return [{t for t, stems in STEMS.items() if any(s in text.lower() for s in stems.split())} for text in texts]


def predict_by_lexicon(texts: list[str]) -> list[set[str]]:
    """Find themes with the codebook's patterns."""
    frame = pd.DataFrame({"utterance_id": [str(place) for place in range(len(texts))], "text": texts})
    found: list[set[str]] = [set() for _ in texts]
    for place, code in suggest_codings(frame, BOOK)[["utterance_id", "code"]].itertuples(index=False):
        found[int(place)].add(theme_of(BOOK.code(code)))
    return found


def train_tfidf(texts: list[str], themes: list[set[str]]) -> Predict:
    """Train the usual baseline: words and letter groups of lemmas, logistic regression a theme."""
    nlp = load_pipeline()

    def lemmas(raw: list[str]) -> list[str]:
        return [" ".join(token.lemma_.lower() for token in doc) for doc in nlp.pipe(raw)]

    words, letters = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    own = lemmas(texts)
    rows = hstack([words.fit_transform(own), letters.fit_transform(own)]).tocsr()
    wanted = np.array([[theme in own for theme in THEMES] for own in themes])
    model = OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", solver="liblinear")).fit(rows, wanted)

    def predict(raw: list[str]) -> list[set[str]]:
        new = lemmas(raw)
        chosen = model.predict(hstack([words.transform(new), letters.transform(new)]).tocsr())
        return [{theme for theme, yes in zip(THEMES, row, strict=True) if yes} for row in chosen]

    return predict


def train_ours(texts: list[str], themes: list[set[str]]) -> Predict:
    """Train our coder on these texts (and not on the whole starter set, as it ships)."""
    nlp = load_pipeline()
    model = fit_model(list(nlp.pipe(texts)), themes, BOOK, nlp)

    def predict(raw: list[str]) -> list[set[str]]:
        docs = list(nlp.pipe(raw))
        found = []
        for doc, chances in zip(docs, model.probabilities(docs), strict=True):
            matched = {theme_of(entry.code) for entry in find_codes(doc, model.lexicon, BOOK)}
            least = {theme: ENOUGH_WITH_PATTERN if theme in matched else ENOUGH_ALONE for theme in model.themes}
            found.append({t for t, chance in zip(model.themes, chances, strict=True) if chance >= least[t]})
        return found

    return predict


def cross_validate(make, texts: list[str], themes: list[set[str]]) -> list[set[str]]:
    """Predict every text by a coder that was not trained on it."""
    found: list[set[str]] = [set() for _ in texts]
    for train, test in KFold(5, shuffle=True, random_state=0).split(texts):
        predict = make([texts[place] for place in train], [themes[place] for place in train])
        for place, own in zip(test, predict([texts[place] for place in test]), strict=True):
            found[place] = own
    return found


def read(path: Path) -> tuple[list[str], list[set[str]], list[bool]]:
    """Read texts, their themes, and whether they are spoken."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    spoken = list(rows["register"] == "gesproken") if "register" in rows else [False] * len(rows)
    return list(rows["text"]), [_themes(codes) for codes in rows["codes"]], spoken


def _themes(codes: str) -> set[str]:
    names = {STARTER_NAMES.get(code.split(":")[0], code.split(":")[0]) for code in codes.split(";")}
    return {theme_of(BOOK.code(name)) if name in BOOK.slugs else name for name in names} & set(THEMES)


def show(name: str, part: str, gold: list[set[str]], found: list[set[str]], pace: float = float("nan")) -> None:
    """Print one row: macro-F1, the lowest theme, and the share of texts without a theme left alone."""
    scores = [_f1([t in own for own in gold], [t in own for own in found]) for t in THEMES]
    alone = [not own for want, own in zip(gold, found, strict=True) if not want]
    speed = "" if np.isnan(pace) else f"{pace:,.0f}"
    print(f"{name:18} {part:18} {np.mean(scores):8.3f} {min(scores):8.3f} {np.mean(alone):14.3f} {speed:>10}")


def polarity_right() -> float:
    """Return the share of the values found in the own set whose polarity is right."""
    rows = pd.read_csv(OWN, dtype=str).reset_index(names="utterance_id").astype({"utterance_id": str})
    found = suggest_codings(rows, BOOK).set_index(["utterance_id", "code"])["polarity"].to_dict()
    gold = {
        (row.utterance_id, code.split(":")[0]): code.split(":")[1]
        for row in rows.itertuples()
        for code in row.codes.split(";")
        if ":" in code
    }
    both = [key for key in gold if key in found]
    return float(np.mean([gold[key] == found[key] for key in both]))


def _f1(gold: list[bool], found: list[bool]) -> float:
    both = sum(a and b for a, b in zip(gold, found, strict=True))
    return 2 * both / max(1, sum(gold) + sum(found))


if __name__ == "__main__":
    main()
