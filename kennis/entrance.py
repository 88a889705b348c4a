"""Where a researcher comes in: what is given to a name of `kn` is looked at, and made as the study itself has it.

A table that was saved and read again has no values for empty cells, whole numbers with a point, dates as text or as
moments, and columns of its own. Every function of `kn` takes its arguments through `guarded`, so that none of them has to
think of it. Inside the package functions call each other without it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from numbers import Integral
from os import PathLike
from typing import Any

import pandas as pd

from kennis.tables import (
    CLUSTERS,
    CODEBOOK_CHANGES,
    CODINGS,
    MEETINGS,
    MEMOS,
    REPLIES,
    RESPONSES,
    SPEAKERS,
    TRACEABLE,
    UTTERANCES,
    Column,
    KennisError,
    Table,
    check_present,
)

_TABLES = {
    "utterances": UTTERANCES,
    "codings": CODINGS,
    "meetings": MEETINGS,
    "speakers": SPEAKERS,
    "clusters": CLUSTERS,
    "before": CLUSTERS,
    "after": CLUSTERS,
    "previous": CLUSTERS,
}  # by the name of the argument; in all other tables a column is what its name says, where it can be
_TEXTS = """about after basis before code_a code_b code_from code_to coder_a coder_b coders codes definition detail dimension direction
    fingerprint group_name insight insight_label judgement label label_from label_to name note quote recogniser role_shown
    same spans sure target_kind warning what word""".split()
_WHOLE = """absent alike both computer differing directed doubtful given groups heard known meetings missed new only_a
    only_b people place present replaced rung speakers turns voices words""".split()
_NUMBERS = """agreement alpha coded fleiss high kappa kappa_directed low overlap ratio share share_of_codings share_of_words
    stability voice_share weight""".split()
_COLUMNS = {
    column.name: column
    for column in (
        *(Column(name, required=False) for name in _TEXTS),
        *(Column(name, kind="int", required=False) for name in _WHOLE),
        *(Column(name, kind="float", required=False) for name in _NUMBERS),
        *(Column(name, kind="bool", required=False) for name in ("may_quote", "polar")),
        *(Column(column.name, column.kind, required=False) for table in (CODEBOOK_CHANGES, MEMOS, REPLIES, RESPONSES, TRACEABLE, *_TABLES.values()) for column in table.columns),
    )
}  # fmt: skip
_USUAL = {name: {*table.names} for name, table in _TABLES.items()} | {
    "codes": {"code", "label", "insight", "insight_label", "definition", "rung", "polar"}
}
_USUAL["codings"] |= {"basis", "coders", "spans"}
_FROM = dict.fromkeys(("basis", "coders", "spans"), "kn.founded_codings(study.codings)") | {
    "coder": "study.codings",
    "status": "study.codings",
}  # where a column that codings lack comes from
_INDEX = re.compile(r"Unnamed: \d+")  # what a saved index is called when it is read again
_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    "None": (lambda value: value is None, "niets"),
    "str": (lambda value: isinstance(value, str), "tekst tussen aanhalingstekens"),
    "Path": (lambda value: isinstance(value, PathLike), "de naam van een bestand of map"),
    "bool": (lambda value: isinstance(value, bool) or type(value).__name__ == "bool", "True of False"),
    "int": (lambda value: isinstance(value, Integral) and not isinstance(value, bool), "een heel getal"),
    "pd.DataFrame": (lambda value: isinstance(value, pd.DataFrame), "een tabel, zoals study.utterances"),
    "Study": (lambda value: _is_a("Study", value), "een studie, zoals kn.open_study() die geeft"),
    "Codebook": (lambda value: _is_a("Codebook", value), "een codeboek: kn.load_codebook(study.codebook_path)"),
    "Themes": (lambda value: _is_a("Themes", value), "thema's, zoals kn.study_themes(study) ze geeft"),
    "Language": (lambda value: _is_a("Language", value), "een taalmodel van spaCy"),
    "Weights": (lambda value: _is_a("Weights", value), "wat de computer leerde, zoals kn.learn_from het geeft"),
    "Key": (lambda value: _is_a("Key", value), "een sleutel"),
    "Roster": (lambda value: _is_a("Roster", value), "een lijst van deelnemers"),
    "Progress": (callable, "een functie"),
    "list": (lambda value: isinstance(value, Iterable) and not isinstance(value, str | pd.DataFrame), "een lijst, zoals ['een', 'twee']"),
    "Mapping": (lambda value: isinstance(value, Mapping), "paren, zoals {'een': 'twee'}"),
}  # fmt: skip
_ALIKE = {"Iterable": "list", "Sequence": "list", "Collection": "list", "tuple": "list", "dict": "Mapping"}


def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of `kn` take what a researcher gives it.

    Raises:
        KennisError: an argument is missing or is not of its kind, or a table lacks a column or holds a wrong value.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def asked(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError:
            needed = [name for name, one in signature.parameters.items() if one.default is one.empty]
            raise KennisError(
                f"kn.{function.__name__}: dit past niet. Geef in elk geval {', '.join(needed) or 'niets'}; "
                f"wat er nog meer kan staat in: help(kn.{function.__name__})"
            ) from None
        for name, value in given.arguments.items():
            given.arguments[name] = _taken(function.__name__, name, value, signature.parameters[name].annotation)
        try:
            return function(*given.args, **given.kwargs)
        except (KeyError, AttributeError, ValueError) as error:
            if lacking := _lacking(error, given.arguments):
                raise KennisError(f"kn.{function.__name__}: {lacking}") from error
            raise

    return asked


def _taken(function: str, name: str, value: object, annotation: object) -> object:
    """Return an argument as the function expects it; what is expected stands in its annotation, as text."""
    bare = str(annotation)
    while bare != (bare := re.sub(r"\[[^\[\]]*\]", "", bare)):
        pass
    wanted = [_ALIKE.get(kind, kind) for kind in bare.split(" | ")]
    if all(kind in _KINDS for kind in wanted) and not any(_KINDS[kind][0](value) for kind in wanted):
        told = " of ".join(_KINDS[kind][1] for kind in wanted if kind != "None")
        raise KennisError(f"kn.{function}: '{name}' moet {told} zijn. Je gaf {_told(value)}.")
    if isinstance(value, pd.DataFrame):
        return as_stored(value, name)
    return list(value) if "list" in wanted and isinstance(value, pd.Series | pd.Index) else value


def as_stored(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table with the values that the study's own table has; its columns and order stay what they are, save that a log
    goes back to its own order where its index still tells it.

    Args:
        frame: the table; a saved index that was read again as a column goes.
        name: what it is: `utterances`, `codings`, `meetings`, `speakers` and `clusters` are checked, in others a column
            whose values are not what its name says stays as it is.

    Raises:
        KennisError: a value is not of its kind, or what names a row stands twice.
    """
    frame = frame.loc[:, [_INDEX.fullmatch(str(column)) is None for column in frame.columns]]
    if double := sorted({str(column) for column in frame.columns[frame.columns.duplicated()]}):
        raise KennisError(f"{name}: kolom '{double[0]}' staat er twee keer in. Haal er een weg.")
    if name == "codings" and pd.api.types.is_integer_dtype(frame.index.dtype):
        frame = frame.sort_index(kind="stable")  # a log that was sorted: its last row about something is what counts
    own = _TABLES.get(name)
    strict = check_present(frame, own, source=name) if own else frame
    for column in strict.columns:
        known = _COLUMNS.get(column)
        whole = known is not None and (known.kind != "int" or strict[column].notna().all())  # nothing is not 0
        if known and whole and not (own and column in own.names):
            try:
                one = Table(name, (known,))
                strict = strict.assign(**{column: check_present(strict[[column]], one)[column]})
            except KennisError:
                continue
    return strict


def _lacking(error: Exception, arguments: Mapping[str, object]) -> str:
    """Say which column of which table an error is about; "" if it is about something else."""
    said = [str(part) for part in error.args]
    named = {*said, *re.findall(r"'([^']+)'", " ".join(said))} & {*_COLUMNS}
    tables = {name: value for name, value in arguments.items() if isinstance(value, pd.DataFrame)}
    missing = [
        (name, column) for name, table in tables.items() for column in sorted(named) if column not in table.columns
    ]
    missing.sort(key=lambda place: place[1] not in _USUAL.get(place[0], ()))  # where it belongs comes first
    if not missing:
        return ""
    name, column = missing[0]
    where = f" Gebruik {_FROM[column]}." if name == "codings" and column in _FROM else " Voeg hem toe."
    found = ", ".join(map(str, tables[name].columns)) or "geen"
    return f"in de tabel '{name}' ontbreekt kolom '{column}'. Gevonden kolommen: {found}.{where}"


def _is_a(kind: str, value: object) -> bool:
    """Tell by name, so that looking at an argument loads nothing."""
    return any(one.__name__ == kind for one in type(value).__mro__)


def _told(value: object) -> str:
    """Say what somebody gave, without what is in it."""
    kinds = [told for fits, told in _KINDS.values() if fits(value)]
    return (kinds[0] if kinds else "iets anders").split(",")[0].split(":")[0]
