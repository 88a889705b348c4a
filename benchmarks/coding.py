"""How well the coders find six themes: a word list, the lexicon, TF-IDF, anchored CorEx, and what ships.

    python benchmarks/coding.py [TABLE.csv …]

Measured on material that nothing was trained on: `data/coding_pass6.csv` (first-person stories) and
`data/coding_pass13.csv` (mixed), `data/coding_spoken5.csv` and `data/coding_spoken6.csv` (talk), all written in passes of their own, and `data/coding_eigen.csv` (307 sentences
by the hand that wrote the first lexicon: flattering). `data/coding_values.csv` (one writer, values only) measures polarity: name it. Other tables may be named: columns `text, codes`,
and `polarity` if there is one. TF-IDF and CorEx are trained on the very sentences our coder is trained on.
CorEx (Gallagher et al. 2017) needs `pip install corextopic`; without it that row is left out.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack

from kennis.coding import load_codebook, suggest_codings
from kennis.coding.themes import STARTER_NAMES, theme_of, themes_of
from kennis.coding.train import STARTER, f1_scores, left_alone
from kennis.language import load_pipeline

DATA = Path(__file__).parent / "data"
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
Predict = Callable[[list[str]], np.ndarray]


def main(paths: list[Path]) -> None:
    """Measure and print one table."""
    print(f"{'coder':18} {'materiaal':22} {'macro-F1':>8} {'laagste':>8} {'geen met rust':>14} {'woorden/s':>10}")
    materials = {path.stem: read(path) for path in paths}
    for name, make in coders().items():
        predict = make()
        for material, rows in materials.items():
            started = time.perf_counter()
            found = predict(list(rows["text"]))
            pace = rows["text"].str.split().str.len().sum() / (time.perf_counter() - started)
            show(name, material, themes_in(rows), found, pace)
    for material, rows in materials.items():
        if share := polarity_right(rows):
            print(f"polariteit goed bij gevonden waarden ({material}): {share}")


def coders() -> dict[str, Callable[[], Predict]]:
    """Return the coders, each to be made when its turn comes."""
    found: dict[str, Callable[[], Predict]] = {
        "woordenlijst": lambda: predict_by_stems,
        "lexicon": lambda: lambda texts: predict_by_kennis(texts, "lexicon"),
        "TF-IDF + LR": train_tfidf,
    }
    if importlib.util.find_spec("corextopic"):
        found["CorEx met ankers"] = train_corex
    return found | {"kennis": lambda: lambda texts: predict_by_kennis(texts, "model")}


def predict_by_stems(texts: list[str]) -> np.ndarray:
    """Find the themes of which a stem stands in the text."""
    return np.array([[any(stem in text.lower() for stem in STEMS[t].split()) for t in THEMES] for text in texts])


def predict_by_kennis(texts: list[str], coder: str) -> np.ndarray:
    """Find themes with the codebook's patterns, or with those and what was learned."""
    frame = pd.DataFrame({"utterance_id": [str(place) for place in range(len(texts))], "text": texts})
    found = np.zeros((len(texts), len(THEMES)), dtype=bool)
    for place, code in suggest_codings(frame, BOOK, coder=coder)[["utterance_id", "code"]].itertuples(index=False):
        found[int(place), THEMES.index(theme_of(BOOK.code(code)))] = True
    return found


def train_tfidf() -> Predict:
    """Train the usual baseline: words and letter groups of lemmas, logistic regression a theme."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    rows = read(STARTER)
    words, letters = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    own = lemmas(list(rows["text"]))
    matrix = hstack([words.fit_transform(own), letters.fit_transform(own)]).tocsr()
    model = OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", solver="liblinear"))
    model.fit(matrix, themes_in(rows))

    def predict(texts: list[str]) -> np.ndarray:
        new = lemmas(texts)
        chosen = model.predict(hstack([words.transform(new), letters.transform(new)]).tocsr())
        return np.asarray(chosen, dtype=bool)

    return predict


def train_corex() -> Predict:
    """Train a topic model held to the themes by the words of the word list and the codebook (no coded examples)."""
    from corextopic import corextopic
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(binary=True, min_df=3)
    rows = csr_matrix(counts.fit_transform(lemmas(list(read(STARTER)["text"]))))
    known = list(counts.get_feature_names_out())
    anchors = [[word for word in known if word in anchor_words(theme)] for theme in THEMES]
    model = corextopic.Corex(n_hidden=len(THEMES) + 12, seed=20, max_iter=60)
    model.fit(rows, words=known, anchors=anchors, anchor_strength=3)
    return lambda texts: np.asarray(model.transform(csr_matrix(counts.transform(lemmas(texts))))[:, : len(THEMES)])


def anchor_words(theme: str) -> set[str]:
    """Return the single words that the codebook names for a theme."""
    own = [code for code in BOOK.codes if theme_of(code) == theme]
    patterns = [p for code in own for kind in ("aanwezig", "afwezig") for p in code.patterns.get(kind, ())]
    return {pattern.strip("*") for pattern in patterns if " " not in pattern}


def lemmas(texts: list[str]) -> list[str]:
    """Return texts as lemmas, in lower case."""
    return [" ".join(token.lemma_.lower() for token in doc) for doc in load_pipeline().pipe(texts)]


def read(path: Path) -> pd.DataFrame:
    """Read coded texts."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def themes_in(rows: pd.DataFrame) -> np.ndarray:
    """Return which themes each row has."""
    return np.array([[theme in names for theme in THEMES] for names in map(_themes, rows["codes"])])


def _themes(codes: str) -> set[str]:
    names = {code.split(":")[0] for code in codes.replace(";", "|").split("|")}
    names = {STARTER_NAMES.get(name, name) for name in names}
    return {theme_of(BOOK.code(name)) if name in BOOK.slugs else name for name in names}


def show(name: str, material: str, wanted: np.ndarray, found: np.ndarray, pace: float) -> None:
    """Print one row: macro-F1, the lowest theme, and the share of texts without a theme left alone."""
    scores = f1_scores(wanted, found)
    alone = left_alone(wanted, found)
    print(f"{name:18} {material:22} {np.mean(scores):8.3f} {min(scores):8.3f} {alone:14.3f} {pace:10,.0f}", flush=True)


def polarity_right(rows: pd.DataFrame) -> str:
    """Return in how many of the values found the polarity is right; empty if the rows have none."""
    gold = {key: sign for place, row in enumerate(rows.to_dict("records")) for key, sign in _signs(place, row)}
    if not gold:
        return ""
    frame = pd.DataFrame({"utterance_id": [str(place) for place in range(len(rows))], "text": rows["text"]})
    found = suggest_codings(frame, BOOK).set_index(["utterance_id", "code"])["polarity"].to_dict()
    both = [gold[key] == found[key] for key in gold if key in found]
    return f"{np.mean(both):.3f} van {len(both)}" if both else ""


def _signs(place: int, row: dict[str, str]) -> list[tuple[tuple[str, str], str]]:
    polarity = row.get("polarity", "")
    whole = "|".join([row["codes"].replace(";", "|"), polarity]) if ":" in row["codes"] + polarity else ""
    if whole:
        pairs = [part.split(":") for part in whole.split("|") if ":" in part]
    else:
        pairs = [[code, polarity] for code in row["codes"].split("|") if polarity]
    return [((str(place), code), sign) for code, sign in pairs if code in BOOK.slugs and BOOK.code(code).polar]


if __name__ == "__main__":
    default = [
        DATA / name
        for name in (
            "coding_pass6.csv",
            "coding_pass13.csv",
            "coding_spoken5.csv",
            "coding_spoken6.csv",
            "coding_eigen.csv",
        )
    ]
    main([Path(argument) for argument in sys.argv[1:]] or [path for path in default if path.is_file()])
