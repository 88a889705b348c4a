"""A study as a REFI-QDA project (`.qdpx`), for ATLAS.ti, NVivo, MAXQDA, QualCoder and others."""

from __future__ import annotations

import io
import itertools
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from kennis.coding import MACHINES, NO_CODE, Codebook, current_codings, load_codebook, open_suggestions
from kennis.coding.log import COMPUTER, overruled
from kennis.exchange.qda_cases import add_cases
from kennis.exchange.qda_codes import (
    HEAD,
    ORIGIN,
    PROJECT_SPACE,
    add_codes,
    as_xml,
    clean,
    code_guid,
    code_tree,
    guid_of,
    is_from_us,
    moment,
    nothing_found,
)
from kennis.exchange.qda_text import Document, study_documents
from kennis.numbers import count, thousands
from kennis.privacy import AgreedStudy, as_agreed
from kennis.study import Study
from kennis.tables import write_export

_LONG_AGO = "2000-01-01T00:00:00"  # some programs stop at a text without a time
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # no time of the clock in the archive: the same study gives the same bytes
_NAME = 60  # a selection is called after its first words


@dataclass(frozen=True)
class _Export:
    study: AgreedStudy
    book: Codebook
    codings: pd.DataFrame
    memos: pd.DataFrame | None

    def guid(self, *parts: object) -> str:
        return guid_of(self.study.settings.study_id, *parts)

    def notes_at(self, kind: str, target: str) -> list[int]:
        if self.memos is None:
            return []
        return list(self.memos.index[self.memos["kind"].eq(kind) & self.memos["target"].eq(target)])


def export_qda(study: Study, path: str | Path, *, suggestions: bool = False, memos: bool = False) -> Path:
    """Write a study as a `.qdpx`, which other programs for qualitative analysis open as a project.

    In it are the coders, the codebook, participants by pseudonym and meetings as cases, a text for each meeting and one
    for the loose quotes, and every decision that stands. Only words that may be published are in it. The same study
    gives the same numbers (GUIDs), so what is coded there comes back in its place (`import_qda`).

    Args:
        study: the study.
        path: the file to write, whole or not at all.
        suggestions: suggestions of the computer that nobody decided on go along, as those of a coder `computer`.
        memos: the team's memos go along.

    Returns:
        The path.

    Raises:
        KennisError: the codebook cannot be read, or there is a file that is not ours.
    """
    agreed = as_agreed(study)
    book, texts = load_codebook(agreed.codebook_path), study_documents(agreed)
    given = [_decisions(agreed.codings), *[_suggestions(agreed.codings)] * suggestions]
    codings = _placed(pd.concat(given, ignore_index=True), agreed, texts, book)
    export = _Export(agreed, book, codings, agreed.memos if memos else None)
    files = {"project.qde": as_xml(_project(export, texts), PROJECT_SPACE)}
    files |= {f"sources/{export.guid('source', one.key)}.txt": one.text.encode("utf-8") for one in texts}
    write_export(Path(path), _zip(files), ours=_is_ours)
    return Path(path)


def _is_ours(path: Path) -> bool:
    """Tell whether a project came from here: what another program saved may hold what people coded there."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("project.qde") as file:
            return is_from_us(file.read(HEAD))
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError):
        return False


def describe_qda(study: Study, *, suggestions: bool = False) -> list[str]:
    """Say in Dutch, in a few sentences, what goes along in `export_qda` without memos, and what does not.

    Args:
        study: the study.
        suggestions: as given to `export_qda`.

    Raises:
        KennisError: the codebook cannot be read.
    """
    agreed = as_agreed(study)
    book, texts = load_codebook(agreed.codebook_path), study_documents(agreed)
    decided, machine = _decisions(agreed.codings), _suggestions(agreed.codings)
    along, waiting = (_placed(codings, agreed, texts, book) for codings in (decided, machine))
    people = ", ".join(f"{coder} {thousands(number)}" for coder, number in along.groupby("coder").size().items())
    both = f"{count(len(texts), 'tekst', 'teksten')} en {count(len(book.codes), 'code', 'codes')} van het codeboek"
    told = [f"Mee: {both}, en {count(len(along), 'codering', 'coderingen')} van mensen{': ' * bool(people)}{people}."]
    if len(waiting):
        number = count(len(waiting), "voorstel", "voorstellen")
        about = f"{number} van de computer waar nog niemand over besloot"
        told.append(
            f"Ook mee: {about}, van de codeur ‘{COMPUTER}’."
            if suggestions
            else f"Niet mee: {about}. Wil je die erbij, van een eigen codeur ‘{COMPUTER}’? Zet er --suggestions achter."
        )
    if hidden := len(decided) - len(along):
        told.append(
            f"Niet mee: {count(hidden, 'codering', 'coderingen')} bij woorden die niet naar buiten mogen of er niet meer zijn."
        )
    if memos := len(agreed.memos):
        told.append(f"Niet mee: {count(memos, 'memo', 'memo’s')} van het team.")
    return told


def _decisions(codings: pd.DataFrame) -> pd.DataFrame:
    now = current_codings(codings)
    return now[~now["coder"].isin(MACHINES) & now["status"].eq("geaccepteerd") & ~overruled(now)]


def _suggestions(codings: pd.DataFrame) -> pd.DataFrame:
    """Return what nobody decided on; which of the machines says so means nothing in another program."""
    waiting = open_suggestions(codings).assign(coder=COMPUTER)
    return waiting.drop_duplicates(["utterance_id", "start", "stop", "code"])


def _placed(codings: pd.DataFrame, study: AgreedStudy, texts: list[Document], book: Codebook) -> pd.DataFrame:
    """Keep codings of words that are in the texts, and say where the turn stands there (`document, begin, end`), and whose it is."""
    places = [(turn, one.key, *place) for one in texts for turn, place in one.places.items()]
    placed = pd.DataFrame(places, columns=["utterance_id", "document", "begin", "end"])
    placed = placed.merge(study.utterances[["utterance_id", "speaker"]], on="utterance_id")
    codings = codings[codings["code"].isin([*book.slugs, NO_CODE])].merge(placed, on="utterance_id")
    inside = (codings["start"] >= 0) & (codings["start"] < codings["stop"])
    return codings[inside & (codings["stop"] <= codings["end"] - codings["begin"])]


def _project(export: _Export, texts: list[Document]) -> ET.Element:
    settings = export.study.settings
    root = ET.Element("Project", name=clean(settings.title), origin=ORIGIN)
    coders = sorted(set(export.codings["coder"]))
    if coders:
        users = ET.SubElement(root, "Users")
        for coder in coders:
            ET.SubElement(users, "User", guid=export.guid("user", coder), name=coder)
    tree = code_tree(export.book, settings.study_id)
    if export.codings["code"].eq(NO_CODE).any():
        tree.append(nothing_found(settings.study_id))
    notes = {
        code_guid(settings.study_id, slug): [_note_guid(export, row) for row in export.notes_at("code", slug)]
        for slug in export.book.slugs
    }
    add_codes(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"), tree, notes)
    add_cases(root, export.study, export.codings, texts)
    if texts:
        sources = ET.SubElement(root, "Sources")
        for text in texts:
            _add_source(sources, export, text)
    _add_notes(root, export, texts)
    ET.SubElement(root, "Description").text = clean(_about(export.study))
    return root


def _about(study: AgreedStudy) -> str:
    told = "Gemaakt met kennis. Mensen hebben een nummer (P07) in plaats van een naam."
    return told + (" Alles in deze studie is verzonnen." if study.settings.invented else "")


def _add_source(sources: ET.Element, export: _Export, text: Document) -> None:
    guid = export.guid("source", text.key)
    made = f"{text.date}T00:00:00" if text.date else _LONG_AGO
    found = {"guid": guid, "name": clean(text.name), "plainTextPath": f"internal://{guid}.txt"}
    source = ET.SubElement(sources, "TextSource", found | {"creationDateTime": made})
    own = export.codings[export.codings["document"] == text.key]
    own = own.assign(place=own["begin"] + own["start"]).sort_values(["place", "stop"], kind="stable")
    for _, codings in itertools.groupby(own.itertuples(), key=lambda one: (one.utterance_id, one.start, one.stop)):
        _add_selection(source, export, text.text, list(codings), made)
    _add_turn_memos(source, export, text, made)
    for row in export.notes_at("bijeenkomst", text.key):
        ET.SubElement(source, "NoteRef", targetGUID=_note_guid(export, row))


def _add_selection(source: ET.Element, export: _Export, text: str, codings: list[Any], made: str) -> None:
    """Write some words of a turn with every code they have."""
    one = codings[0]
    start, end = one.begin + one.start, one.begin + one.stop
    found = {
        "guid": export.guid("selection", one.utterance_id, one.start, one.stop),
        "name": clean(" ".join(text[start:end].split())[:_NAME]),
        "startPosition": str(start),
        "endPosition": str(end),
        "creatingUser": export.guid("user", one.coder),
        "creationDateTime": moment(one.at, made),
    }
    selection = ET.SubElement(source, "PlainTextSelection", found)
    if export.memos is not None:
        _add_memo(selection, codings, export.book)
    for coding in codings:
        _add_coding(selection, export, coding)


def _add_memo(selection: ET.Element, codings: list[Any], book: Codebook) -> None:
    """Write memos at codings as the description of the words: the one place all programs that show them look at."""
    labels = {code.slug: code.label for code in book.codes}
    alone = len(codings) == 1
    told = [
        one.memo if alone else f"{one.coder}, {labels.get(one.code, one.code)}: {one.memo}"
        for one in codings
        if one.memo
    ]
    if told:
        ET.SubElement(selection, "Description").text = clean("\n".join(told))


def _add_coding(selection: ET.Element, export: _Export, coding: Any) -> None:
    key = (coding.coder, coding.utterance_id, coding.start, coding.stop, coding.code)
    found = {"guid": export.guid("coding", *key), "creatingUser": export.guid("user", key[0])}
    found |= {"creationDateTime": at} if (at := moment(coding.at)) else {}
    polar = key[-1] != NO_CODE and export.book.code(key[-1]).polar
    target = code_guid(export.study.settings.study_id, key[-1], coding.polarity if polar else "")
    ET.SubElement(ET.SubElement(selection, "Coding", found), "CodeRef", targetGUID=target)


def _add_turn_memos(source: ET.Element, export: _Export, text: Document, made: str) -> None:
    if export.memos is None:
        return
    own = export.memos[export.memos["target"].isin(list(text.places)) & export.memos["kind"].isin(["beurt", "citaat"])]
    for row, memo in own.iterrows():
        begin, end = text.places[memo["target"]]
        found = {"guid": _note_guid(export, row), "name": memo["target"]}
        found |= {"startPosition": str(begin), "endPosition": str(end), "creationDateTime": moment(memo["at"], made)}
        told = ET.SubElement(ET.SubElement(source, "PlainTextSelection", found), "Description")
        told.text = clean(f"{memo['by']}: {memo['text']}")


def _add_notes(root: ET.Element, export: _Export, texts: list[Document]) -> None:
    keys = [("code", slug) for slug in export.book.slugs] + [("bijeenkomst", text.key) for text in texts]
    rows = [row for kind, key in keys for row in export.notes_at(kind, key)]
    if not rows or export.memos is None:
        return
    notes = ET.SubElement(root, "Notes")
    for row in rows:
        memo = export.memos.loc[row]
        found = {"guid": _note_guid(export, row), "name": f"Memo bij {memo['target']}"}
        note = ET.SubElement(notes, "Note", found | {"creationDateTime": moment(memo["at"], _LONG_AGO)})
        ET.SubElement(note, "PlainTextContent").text = clean(f"{memo['by']}: {memo['text']}")


def _note_guid(export: _Export, row: int) -> str:
    assert export.memos is not None  # noqa: S101  who asks has a row of it
    return export.guid("memo", *export.memos.loc[row, ["target", "at", "by"]])


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DAY), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
