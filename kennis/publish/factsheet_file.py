"""The file in which the researcher edits the factsheet: `factsheet.yaml`, and the proposal beside it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from kennis.insights.words import role_label
from kennis.publish.material import load_yaml
from kennis.study import Study
from kennis.tables import KennisError

OWN, PROPOSAL = "factsheet.yaml", "factsheet.voorstel.yaml"
HEAD = """\
De factsheet van je studie. Verander wat je wilt; kennis schrijft nooit over dit bestand heen.
Citaten staan hier met hun nummer. De woorden komen uit de studie: die blijven zoals ze gezegd zijn.
Wil je maar een stuk van een citaat? Schrijf dan:  {beurt: B01-013, deel: "precies deze woorden"}
Gaf nog niemand een citaat een code van dit inzicht? Dan staat erbij: voorstel van de computer. Past het? Schrijf dan:  {beurt: B01-013}
Bij een goed voorbeeld stelt kennis een citaat voor. Past het? Maak dan van 'voorstel' het woord 'beurt'.
Weet je een beter voorbeeld? Schrijf het zelf op, tussen aanhalingstekens.
Laat een vak leeg ("" of []) als je het niet op de factsheet wilt."""
HEAD_PROPOSAL = """\
Dit zou kennis nu voorstellen. Dit bestand wordt elke keer opnieuw gemaakt: verander factsheet.yaml, niet dit bestand."""


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
        numbers = CommentedSeq(entry["citaten"])
        for place, number in enumerate(numbers):
            numbers.yaml_add_eol_comment(roles[number], place, column=22)
        block = CommentedMap(entry) | {"citaten": numbers}
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
