"""Find your way back: turns by what was said, coded or who said it, and a word with what stood around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding import supported_codings
from kennis.insights.shown import showable
from kennis.privacy import SHOWING
from kennis.study import Study
from kennis.tables import MEETING_KINDS, POLARITIES, ROLES, KennisError, require_columns

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_AROUND = 60  # characters on each side of a word
_STEM = 4  # letters by which a form or a compound is recognised at a glance


def find_turns(
    study: Study,
    *,
    text: str = "",
    code: str | list[str] = "",
    without: str | list[str] = "",
    polarity: str = "",
    role: str | list[str] = "",
    meeting: str | list[str] = "",
    kind: str | list[str] = "",
    group: str | list[str] = "",
    people_only: bool = False,
) -> pd.DataFrame:
    """Ask the study for turns; every question narrows the answer, an empty one leaves it as it is.

    Args:
        study: the study.
        text: words that stand there after each other, found as `keyword_in_context` finds a word: in every form, and as
            a part of a compound. Between quotation marks (`'"brief"'`) exactly these words; a pattern between slashes
            (`/nek .* uit/`) is a regular expression.
        code: turns with all of these codes.
        without: turns with none of these codes.
        polarity: the codes asked for, or else any code of the turn, must be `aanwezig`, `afwezig` or `gemengd`.
        role, meeting, kind, group: turns of one of these roles, meetings, kinds of meeting, groups.
        people_only: leave suggestions out that nobody has looked at.

    Returns:
        `utterance_id, meeting_id, turn, speaker, role, text, kind, group, date, codes` (codes joined with `, `),
        and `may_quote` and `role_shown` where the study has them; in the order of the study.

    Raises:
        KennisError: a code, role, kind, polarity or pattern that does not exist.
    """
    given = supported_codings(study.codings)
    given = given[given["basis"] == "mens"] if people_only else given
    fitting = given[given["polarity"] == polarity] if polarity else given
    turns = study.utterances.merge(study.meetings.drop(columns="title"), on="meeting_id", how="left")
    turns = turns.fillna({"kind": "", "group": "", "date": ""})
    codes = given.groupby("utterance_id")["code"].agg(lambda values: ", ".join(sorted(set(values))))
    turns["codes"] = turns["utterance_id"].map(codes).fillna("")
    _check_choices(
        study, code=code, without=without, polarity=polarity, role=role, kind=kind, meeting=meeting, group=group
    )
    turns = turns[turns["utterance_id"].isin(fitting["utterance_id"])] if polarity else turns
    for wanted in _several(code):
        turns = turns[turns["utterance_id"].isin(fitting.loc[fitting["code"] == wanted, "utterance_id"])]
    turns = turns[~turns["utterance_id"].isin(given.loc[given["code"].isin(_several(without)), "utterance_id"])]
    for name, values in (("role", role), ("meeting_id", meeting), ("kind", kind), ("group", group)):
        turns = turns[turns[name].isin(_several(values))] if _several(values) else turns
    if text.strip():
        turns = turns[_holds(turns["text"], text)]
    first = ["utterance_id", "meeting_id", "turn", "speaker", "role", "text", "kind", "group", "date", "codes"]
    return turns[[*first, *(name for name in SHOWING if name in turns)]].reset_index(drop=True)


def keyword_in_context(utterances: pd.DataFrame, word: str, *, nlp: Language | None = None) -> pd.DataFrame:
    """Show a word wherever it stands, with what was said around it (a concordance).

    The word is found in every form (*durf*, *durfde*), as a split verb (*spreek … uit*) and as a part of a compound
    (*vertrouwensband*), just as `find_turns` finds it; between quotation marks only as it stands.

    Args:
        utterances: needs `utterance_id`, `role` and `text`; only those that may be quoted are shown.
        word: one word: a lemma or any form of it; `'"brief"'` is only that form.
        nlp: the pipeline; without it the built-in one.

    Returns:
        `utterance_id, role, before, word, after`, in the order of the utterances.

    Raises:
        KennisError: `word` is empty or more than one word.
    """
    from kennis.language import analyse

    if len(word.split()) != 1:
        raise KennisError("Geef één woord om te zoeken, bijvoorbeeld: vertrouwen. Voor meer woorden is er find_turns.")
    require_columns(utterances, ["utterance_id", "role", "text"], table="utterances")
    shown = showable(utterances)
    sought = _Sought(word, nlp)
    shown = shown[shown["text"].map(sought.may_be_in).astype(bool)]
    rows = [
        (row.utterance_id, row.role, *_around(doc.text, start, stop))
        for row, doc in zip(shown.itertuples(), analyse(shown["text"], nlp), strict=True)
        for start, stop in sought.places(doc)
    ]
    return pd.DataFrame(rows, columns=["utterance_id", "role", "before", "word", "after"])


class _Sought:
    """Words to find after each other: the one place that says what it is to find a word."""

    def __init__(self, question: str, nlp: Language | None = None) -> None:
        """Read a question; between quotation marks words are sought only as they stand."""
        from kennis.language import analyse

        plain = question.strip().replace("“", '"').replace("”", '"')
        self.exact = len(plain) > 2 and plain[0] == plain[-1] == '"'
        doc = next(iter(analyse([plain.strip('"') if self.exact else plain], nlp)))
        self.words = [
            {token.lower_} if self.exact else {token.lower_, token.lemma_.lower()}
            for token in doc
            if not token.is_space
        ]

    def places(self, doc: Doc) -> list[tuple[int, int]]:
        """Return where the words stand in an analysed text (half-open)."""
        tokens = [token for token in doc if not token.is_space]
        keys = [self._keys(token) for token in tokens]
        size = len(self.words)
        starts = [
            at
            for at in range(len(tokens) - size + 1)
            if all(own & word for own, word in zip(keys[at : at + size], self.words, strict=True))
        ]
        ends = [(tokens[at], tokens[at + size - 1]) for at in starts]
        return [(first.idx, last.idx + len(last)) for first, last in ends]

    def _keys(self, token: Token) -> set[str]:
        """Return what a word of a text is found by; the rest of a split verb only as it stands, for its verb has the whole."""
        if self.exact or token._.is_particle:
            return {token.lower_}
        return {token.lower_, token.lemma_.lower(), *token._.parts}

    def may_be_in(self, text: str) -> bool:
        """Tell at a glance whether a text can hold the words, so that only such texts are analysed.

        A form shares its lemma with the word, a compound holds its beginning, and of a split verb (*uitspreken*) the rest
        (*spreken*) stands in the text.
        """
        low = text.lower()
        if self.exact:
            return all(word in low for words in self.words for word in words)
        forms = set(re.findall(r"\w+", low))
        return all(any(word in low for word in words) or _may_hold(forms, words) for words in self.words)


def _may_hold(forms: set[str], wanted: set[str]) -> bool:
    from kennis.language.lemmas import simple_lemma

    for form in forms:
        lemma = simple_lemma(form)
        if any(
            lemma == word or word[:_STEM] in form or (len(lemma) > _STEM and word.endswith(lemma)) for word in wanted
        ):
            return True
    return False


def _holds(texts: pd.Series, question: str) -> pd.Series:
    """Tell of which texts the words, or the regular expression between slashes, are found in."""
    from kennis.language import analyse

    if len(question) > 2 and question[0] == question[-1] == "/":
        return texts.str.contains(_pattern(question[1:-1]), regex=True)
    sought = _Sought(question)
    likely = texts[texts.map(sought.may_be_in).astype(bool)]
    found = [bool(sought.places(doc)) for doc in analyse(likely)]
    return pd.Series(found, index=likely.index, dtype=bool).reindex(texts.index, fill_value=False)


def _around(text: str, start: int, stop: int) -> tuple[str, str, str]:
    before, after = text[max(0, start - _AROUND) : start], text[stop : stop + _AROUND]
    before = re.sub(r"^\S*\s", "… ", before, count=1) if start > _AROUND else before
    after = re.sub(r"\s\S*$", " …", after, count=1) if len(text) - stop > _AROUND else after
    return " ".join(before.split()), text[start:stop], " ".join(after.split())


def _pattern(source: str) -> re.Pattern[str]:
    try:
        return re.compile(source, re.IGNORECASE)
    except re.error as error:
        raise KennisError(
            f"'/{source}/' is geen geldig zoekpatroon. Zoek op gewone woorden, of kijk naar de haakjes en schuine strepen."
        ) from error


def _several(values: str | list[str]) -> list[str]:
    return [values] if isinstance(values, str) and values else list(values)


def _check_choices(study: Study, *, polarity: str, **asked: str | list[str]) -> None:
    from kennis.coding import load_codebook

    book = load_codebook(study.codebook_path)
    meetings, groups = (tuple(dict.fromkeys(study.meetings[name])) for name in ("meeting_id", "group"))
    choices = {"code": book.slugs, "without": book.slugs, "role": tuple(ROLES), "kind": tuple(MEETING_KINDS)}
    choices |= {"meeting": meetings, "group": tuple(group for group in groups if group)}
    named = {"code": "code", "without": "code", "role": "rol", "kind": "soort bijeenkomst"}
    named |= {"meeting": "gesprek van deze studie", "group": "groep van deze studie"}
    for name, values in asked.items():
        for value in _several(values):
            if value not in choices[name]:
                raise KennisError(f"'{value}' is geen {named[name]}. Kies uit: {', '.join(choices[name])}.")
    if polarity and polarity not in POLARITIES:
        raise KennisError(f"'{polarity}' kan hier niet. Kies uit: {', '.join(POLARITIES)}.")
