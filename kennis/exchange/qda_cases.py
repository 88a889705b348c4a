"""Participants and meetings as the cases of a REFI-QDA project, with what is known of them as variables."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

import pandas as pd

from kennis.exchange.qda_codes import clean, guid_of
from kennis.exchange.qda_text import Document
from kennis.insights.words import role_label
from kennis.privacy import AgreedStudy
from kennis.tables import MEETING_KINDS, ROLE_SHOWN, UNNAMED_ROLE

_VARIABLES = {
    "Rol": "Text",
    "Soort organisatie": "Text",
    "Soort bijeenkomst": "Text",
    "Groep": "Text",
    "Datum": "Date",
}


def add_cases(root: ET.Element, study: AgreedStudy, codings: pd.DataFrame, texts: list[Document]) -> None:
    """Write `Variables` and `Cases`: participants with their coded words, meetings with their text.

    A role so few people have that it tells who they are is not named, and then nor is where they work.
    """
    cases = [*_people(study, codings, texts), *_meetings(study, texts)]
    if not cases:
        return
    used = [name for name in _VARIABLES if any(name in values for _, _, values, _ in cases)]
    if used:
        variables = ET.SubElement(root, "Variables")
        for name in used:
            found = {"guid": _variable(study, name), "name": name, "typeOfVariable": _VARIABLES[name]}
            ET.SubElement(variables, "Variable", found)
    whole = ET.SubElement(root, "Cases")
    for guid, name, values, links in cases:
        case = ET.SubElement(whole, "Case", guid=guid, name=clean(name))
        for variable, value in values.items():
            holder = ET.SubElement(case, "VariableValue")
            ET.SubElement(holder, "VariableRef", targetGUID=_variable(study, variable))
            ET.SubElement(holder, f"{_VARIABLES[variable]}Value").text = clean(value)
        for kind, target in links:
            ET.SubElement(case, kind, targetGUID=target)


_Case = tuple[str, str, dict[str, str], list[tuple[str, str]]]


def _people(study: AgreedStudy, codings: pd.DataFrame, texts: list[Document]) -> Iterable[_Case]:
    turns = study.utterances
    placed = {turn for text in texts for turn in text.places}
    shown = turns[turns["utterance_id"].isin(placed) & turns["speaker"].ne("")].drop_duplicates("speaker")
    works = study.speakers.set_index("speaker")["organisation_kind"]
    spans = codings[["speaker", "utterance_id", "start", "stop"]].drop_duplicates()
    for speaker, role in sorted(zip(shown["speaker"], shown[ROLE_SHOWN], strict=True)):
        values = {"Rol": role_label(role)} if role else {}
        if role != UNNAMED_ROLE and works.get(speaker, ""):
            values["Soort organisatie"] = works[speaker]
        own = spans.loc[spans["speaker"] == speaker, ["utterance_id", "start", "stop"]]
        links = [("SelectionRef", _guid(study, "selection", *key)) for key in own.itertuples(index=False, name=None)]
        yield _guid(study, "speaker", speaker), speaker, values, links


def _meetings(study: AgreedStudy, texts: list[Document]) -> Iterable[_Case]:
    named = {text.key: text for text in texts}
    for meeting in study.meetings.itertuples():
        if text := named.get(meeting.meeting_id):
            values = {"Soort bijeenkomst": MEETING_KINDS[meeting.kind], "Groep": meeting.group, "Datum": meeting.date}
            links = [("SourceRef", _guid(study, "source", text.key))]
            filled = {name: value for name, value in values.items() if value}
            yield _guid(study, "meeting", text.key), text.name, filled, links


def _variable(study: AgreedStudy, name: str) -> str:
    return _guid(study, "variable", name)


def _guid(study: AgreedStudy, *parts: object) -> str:
    return guid_of(study.settings.study_id, *parts)
