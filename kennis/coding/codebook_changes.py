"""Change the codebook under way: add, rename, merge, split or retire a code, with its codings carried along.

Each change is whole or not at all: codebook, logs and `codeboek_wijzigingen.csv` (who, when, why) together.
Several at once are one change inside `with study.one_change() as change:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from kennis.coding.carry_codes import Row, carry_codings
from kennis.coding.codebook import check_slug
from kennis.coding.codebook_file import CodebookFile
from kennis.coding.log import current_codings
from kennis.coding.memos import follow_memos
from kennis.coding.strays import no_such_turn, turn_lengths
from kennis.study import Study
from kennis.tables import CODEBOOK_CHANGES, CODINGS, KennisError


def add_code(
    study: Study,
    code: str,
    *,
    label: str,
    insight: str,
    definition: str,
    by: str,
    why: str,
    when: str = "",
    when_not: str = "",
    examples: Iterable[str] = (),
    polar: bool = False,
    prompt: str = "",
) -> None:
    """Add a code to the codebook, behind the others of its insight.

    Args:
        study: the study.
        code: its slug: small letters, digits and `_`.
        label: its name for readers.
        insight: the slug of the insight it belongs to.
        definition: what it means; `when` and `when_not` say when to give it.
        by: who changes the codebook.
        why: the reason, for the audit trail.
        when: when to give it.
        when_not: when not to.
        examples: invented sentences that have it.
        polar: a passage can also show that it is missing.
        prompt: a question to reflect on.

    Raises:
        KennisError: the slug is taken or no slug, there is no such insight, or a text is missing.
    """
    with study.one_change() as change:
        file = CodebookFile(change)
        check_slug(code)
        file.check_free(code)
        entry: dict[str, Any] = {"slug": code, "label": label, "inzicht": insight, "polair": "ja" if polar else ""}
        entry |= {"definitie": definition, "wanneer_wel": when, "wanneer_niet": when_not}
        entry |= {"voorbeelden": [{"tekst": text} for text in examples], "reflectie": prompt}
        file.add({name: value for name, value in entry.items() if value or name in ("label", "inzicht", "definitie")})
        file.save()
        _note(change, "toegevoegd", {code: ""}, 0, by, why, _now())


def rename_code(study: Study, code: str, to: str, *, by: str, why: str, label: str = "") -> int:
    """Give a code another slug (and label); its codings and memos go along.

    A label of its own stays, unless another is given.

    Returns:
        How many codings of people were carried.

    Raises:
        KennisError: there is no such code, or the new slug is taken or no slug.
    """
    with study.one_change() as change:
        file = CodebookFile(change)
        file.place(code)
        check_slug(to)
        if to != code:
            file.check_free(to)
        # A label that is the slug with a capital is no choice of words: it goes along.
        plain = file.codebook.code(code).label == _plain_label(code)
        file.set(code, slug=to, label=label or (_plain_label(to) if plain else ""))
        file.save()
        return _carry(change, "hernoemd", {code: to}, file, by, why)


def merge_codes(study: Study, codes: Iterable[str], into: str, *, by: str, why: str) -> int:
    """Let codes go up in one code of the codebook, with their patterns; the others become retired.

    Two codings of one coder on the same words become one; where their polarity differs it is `gemengd`.

    Returns:
        How many codings of people were carried.

    Raises:
        KennisError: there is no such code, or nothing to merge.
    """
    with study.one_change() as change:
        file = CodebookFile(change)
        file.place(into)
        gone = [code for code in dict.fromkeys(codes) if code != into]
        if not gone:
            raise KennisError(f"Er is niets om samen te voegen met '{into}'. Noem minstens één andere code.")
        for code in gone:
            file.take_over(code, into)
            file.retire(code)
        file.save()
        return _carry(change, "samengevoegd", dict.fromkeys(gone, into), file, by, why)


def split_code(study: Study, code: str, where: Mapping[str, str], *, by: str, why: str, rest: str = "") -> int:
    """Divide the codings of a code over other codes of the codebook (`add_code` makes them).

    Args:
        study: the study.
        code: the code to split.
        where: for each turn (`utterance_id`) the code that its codings get.
        by: who changes the codebook.
        why: the reason.
        rest: the code for all other turns; `code` itself lets those stay. Without it every coding must be in `where`.

    Returns:
        How many codings of people got another code.

    Raises:
        KennisError: there is no such code or turn, there is nothing to split, or codings have no place to go (with the turns).
    """
    with study.one_change() as change:
        file = CodebookFile(change)
        file.place(code)
        new = list(dict.fromkeys([*where.values(), *([rest] if rest else [])]))
        for name in new:
            file.place(name)
        known = turn_lengths(change)
        if strange := [turn for turn in where if turn not in known]:
            raise no_such_turn(strange[0])
        _check_all_placed(change, code, where, rest)
        if code not in new:
            file.retire(code)
            file.save()
        elif not _gives_another(change, code, where, rest):
            raise KennisError(f"Er is niets te splitsen: geen enkele codering met '{code}' krijgt zo een andere code.")
        to = ", ".join(name for name in new if name != code)
        return _carry(change, "gesplitst", {code: to}, file, by, why, where=where, rest=rest)


def retire_code(study: Study, code: str, *, by: str, why: str) -> int:
    """Stop giving a code: it leaves the codebook (its definition stays under `vervallen`) and its codings lapse.

    Returns:
        How many codings of people lapsed.

    Raises:
        KennisError: there is no such code, or it is the last one.
    """
    with study.one_change() as change:
        file = CodebookFile(change)
        file.retire(code)
        file.save()
        return _carry(change, "vervallen", {code: ""}, file, by, why)


def _carry(
    study: Study,
    kind: str,
    targets: dict[str, str],
    file: CodebookFile,
    by: str,
    why: str,
    *,
    where: Mapping[str, str] | None = None,
    rest: str = "",
) -> int:
    at, polar = _now(), {code.slug for code in file.codebook.codes if code.polar}

    def target(row: Row) -> str:
        return where.get(row["utterance_id"], rest) if where is not None else targets[row["code"]]

    codes = [code for code, to in targets.items() if code != to]
    memo = f"{kind}{' tot ' + ', '.join(dict.fromkeys(targets.values())) if any(targets.values()) else ''}: {why}"
    carried = carry_codings(study, codes, target, polar=polar, at=at, why=memo)
    if where is None:
        follow_memos(study, {code: to for code, to in targets.items() if to and to != code}, at=at)
    _note(study, kind, targets, carried, by, why, at)
    return carried


def _check_all_placed(study: Study, code: str, where: Mapping[str, str], rest: str) -> None:
    if rest:
        return
    left = sorted(_turns_with(study, code, ("geaccepteerd",)) - set(where))
    if left:
        raise KennisError(
            f"Van code '{code}' hebben {len(left)} beurten nog geen nieuwe code, zoals {', '.join(left[:5])}. "
            "Noem ze in 'where', of geef met 'rest' een code voor alle andere."
        )


def _gives_another(study: Study, code: str, where: Mapping[str, str], rest: str) -> bool:
    return any(where.get(turn, rest) != code for turn in _turns_with(study, code, ("geaccepteerd", "voorstel")))


def _turns_with(study: Study, code: str, statuses: tuple[str, ...]) -> set[str]:
    """Return the turns to which some coder gives a code now, with one of these statuses."""
    logs = [current_codings(rows) for _, rows in study.files_of(CODINGS)]
    own = [rows.loc[rows["code"].eq(code) & rows["status"].isin(statuses), "utterance_id"] for rows in logs]
    return {str(turn) for turns in own for turn in turns}


def _note(study: Study, kind: str, targets: dict[str, str], codings: int, by: str, why: str, at: str) -> None:
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            what = "wie het codeboek verandert" if name == "by" else "waarom het codeboek verandert"
            raise KennisError(f"'{name}' is leeg. Zeg {what}: zo kan iedereen het later volgen.")
    rows = [
        {"at": at, "kind": kind, "code": code, "to": to, "codings": codings, "by": by, "why": why}
        for code, to in targets.items()
    ]
    study.add_rows("codeboek_wijzigingen.csv", pd.DataFrame(rows), CODEBOOK_CHANGES)


def _plain_label(slug: str) -> str:
    return slug.replace("_", " ").capitalize()


def _now() -> str:
    return datetime.now().isoformat(timespec="seconds")
