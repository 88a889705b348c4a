"""The file in which the researcher edits the factsheet: `factsheet.yaml`, and the proposal beside it.

As long as nobody changes `factsheet.yaml` it follows the study; from the first change on it is the researcher's. The
mark in `herkomst.json` tells the two apart: a file that differs from it, or came without one, is the researcher's.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from kennis.coding import Codebook
from kennis.insights.words import listed, role_label
from kennis.made import mark_of
from kennis.origin import note_origin, read_origin
from kennis.publish.material import load_yaml
from kennis.study import Study
from kennis.tables import KennisError, write_text

_MARK = "factsheet"  # in `herkomst.json`
OWN, PROPOSAL = "factsheet.yaml", "factsheet.voorstel.yaml"
HEAD = """\
De factsheet van je studie. Verander wat je wilt: dan is dit bestand van jou en schrijft kennis er niet meer overheen.
Zolang je niets verandert, gaat het mee met de studie.
Wat jullie leerden, kan een computer niet zeggen. Schrijf het bij 'samenvatting'. Tot dan staat er op de factsheet waar jullie naar zochten, en hoe vaak het ter sprake kwam.
Citaten staan hier met hun nummer. De woorden komen uit de studie: die blijven zoals ze gezegd zijn.
Wil je maar een stuk van een citaat? Schrijf dan:  {beurt: NUMMER, deel: "precies deze woorden"}
Gaf nog niemand een citaat een code van dit inzicht? Dan staat erbij: voorstel van de computer. Past het? Schrijf dan:  {beurt: NUMMER}
Laten de citaten een waarde maar van één kant zien? Bij 'ook_gezegd' staat dan een citaat van de andere kant.
Van een rol die weinig mensen hebben, stelt kennis geen citaat voor. Kies je er zelf een, dan noemt de factsheet die rol niet.
Bij een goed voorbeeld stelt kennis een citaat voor. Past het? Maak dan van 'voorstel' het woord 'beurt'.
Weet je een beter voorbeeld? Schrijf het zelf op, tussen aanhalingstekens.
Laat een ander vak leeg ("" of []) als je het niet op de factsheet wilt."""
HEAD_PROPOSAL = """\
Dit zou kennis nu voorstellen. Dit bestand wordt elke keer opnieuw gemaakt: verander factsheet.yaml, niet dit bestand."""


def keep_file(study: Study, proposal: dict[str, Any]) -> list[str]:
    """Bring `factsheet.yaml` up to date if it is ours; beside one of the researcher's lay today's proposal.

    Returns:
        What the researcher should know, in Dutch: that there is a new proposal (told once).

    Raises:
        KennisError: the file cannot be read.
    """
    own, beside = study.path / OWN, study.path / PROPOSAL
    if not own.exists() or is_ours(study):
        write_text(own, as_yaml(proposal, study, HEAD))
        mark_as_ours(study)
        beside.unlink(missing_ok=True)
    elif read_file(own) != proposal:
        text = as_yaml(proposal, study, HEAD_PROPOSAL)
        if not beside.exists() or beside.read_text(encoding="utf-8") != text:
            write_text(beside, text)
            return [f"Er is een nieuw voorstel voor de factsheet: {PROPOSAL}. Zet in {OWN} wat je ervan wilt."]
    return []


def is_ours(study: Study) -> bool:
    """Tell whether nobody changed `factsheet.yaml` since kennis wrote it."""
    mark = _mark_of_file(study)
    return bool(mark) and read_origin(study).get(_MARK) == mark


def mark_as_ours(study: Study) -> None:
    """Note that `factsheet.yaml` as it stands is what kennis wrote."""
    if (mark := _mark_of_file(study)) and read_origin(study).get(_MARK) != mark:
        note_origin(study, {_MARK: mark})


def _mark_of_file(study: Study) -> str:
    try:
        return mark_of((study.path / OWN).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""


def tell_strangers(data: dict[str, Any], book: Codebook) -> list[str]:
    """Tell in Dutch which insights, rungs and steps of a factsheet are not in the codebook."""
    labels = {code.label.casefold() for code in book.codes}
    insights = [
        str(entry.get("kop") or slug)
        for entry in entries_in(data, "inzichten")
        if (slug := entry.get("inzicht")) and str(slug) not in book.insights
    ]
    parts = [part for group in entries_in(data, "stappen") for part in list_in(group, "stappen")]
    named = {
        "trede": _headings(list_in(data, "ladder"), "trede", labels),
        "stap": _headings(parts, "stap", labels),
    }
    told = [
        f"{kind} {listed(f'‘{one}’' for one in ones)}" for kind, ones in {"inzicht": insights, **named}.items() if ones
    ]
    if not told:
        return []
    return [
        f"In {OWN} staat iets wat niet in het codeboek staat: {'; '.join(told)}. Een voorstel dat bij het codeboek past, staat in {PROPOSAL}."
    ]


def _headings(entries: list[Any], name: str, known: set[str]) -> list[str]:
    found = [str(entry.get(name) or "") for entry in entries if isinstance(entry, dict)]
    return [heading for heading in found if heading and heading.casefold() not in known]


def insights_in(data: dict[str, Any], book: Codebook) -> dict[str, str]:
    """Return what the researcher wrote that was learned, by insight; nothing where that is still to be written.

    The summary of the codebook says what is looked for, in every study the same: that is no finding.
    """
    told = {
        str(entry.get("inzicht", "")): str(entry.get("samenvatting") or "") for entry in entries_in(data, "inzichten")
    }
    plain = {slug: " ".join(text.split()) for slug, text in told.items() if slug in book.insights}
    return {
        slug: text for slug, text in plain.items() if text not in ("", " ".join(book.insights[slug].summary.split()))
    }


def written_insights(study: Study, book: Codebook) -> dict[str, str]:
    """Return what the researcher wrote in `factsheet.yaml` that was learned (see `insights_in`).

    Raises:
        KennisError: the file cannot be read.
    """
    own = study.find(OWN)
    return insights_in(read_file(own), book) if own else {}


def list_in(data: dict[str, Any], name: str) -> list[Any]:
    """Return the list under a name; empty where there is none.

    Raises:
        KennisError: something else stands there.
    """
    found = data.get(name) or []
    if not isinstance(found, list):
        raise KennisError(
            f"{OWN}: bij '{name}' hoort een lijst. Zet elk onderdeel op een eigen regel met een streepje ervoor."
        )
    return found


def entries_in(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the list of parts under a name, each with lines of its own.

    Raises:
        KennisError: one of them is no such part.
    """
    found = list_in(data, name)
    if not all(isinstance(entry, dict) for entry in found):
        raise KennisError(
            f"{OWN}: elk onderdeel van '{name}' heeft eigen regels, zoals 'kop: …'. Kijk hoe het in {PROPOSAL} staat, of haal dit onderdeel weg."
        )
    return found


def read_file(path: Path) -> dict[str, Any]:
    """Read a factsheet file.

    Raises:
        KennisError: it cannot be read, or is something else.
    """
    data = load_yaml(path)
    if not isinstance(data, dict):
        raise KennisError(f"{path.name}: dit is geen factsheet. Verwijder het bestand en maak de factsheet opnieuw.")
    return data


def as_yaml(data: dict[str, Any], study: Study, head: str) -> str:
    """Write the data as YAML, with the role behind each quote as a remark.

    Never its words: who withdraws from a study takes their words along, and a remark would keep them.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    roles = study.utterances.set_index("utterance_id")["role"].map(role_label)
    whole = CommentedMap(data)
    whole["inzichten"] = []
    for entry in data["inzichten"]:
        block = CommentedMap(entry)
        block.yaml_add_eol_comment("nog te schrijven: wat leerden jullie?", "samenvatting")
        for name in ("citaten", "ook_gezegd"):
            block[name] = CommentedSeq(entry[name])
            for place, number in enumerate(entry[name]):
                block[name].yaml_add_eol_comment(roles[number], place, column=22)
        if example := entry["goed_voorbeeld"]:
            block["goed_voorbeeld"] = CommentedMap(example)
            block["goed_voorbeeld"].yaml_add_eol_comment(roles[example["voorstel"]], "voorstel", column=28)
        whole["inzichten"].append(block)
    whole.yaml_set_start_comment(head)
    yaml, out = YAML(), StringIO()
    yaml.width, yaml.allow_unicode = 110, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(whole, out)
    return out.getvalue()
