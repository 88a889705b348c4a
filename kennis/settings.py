"""What `studie.toml` says: read it, write a new one, and add what must never be replaced."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kennis.tables import KennisError, write_text

SETTINGS_FILE = "studie.toml"
_Kind = tuple[str, Callable[[object], bool]]
_TEXT: _Kind = ("tekst tussen aanhalingstekens", lambda value: isinstance(value, str))
_YES: _Kind = ("true of false, zonder aanhalingstekens", lambda value: isinstance(value, bool))
_NUMBER: _Kind = (
    "een heel getal vanaf 0, zonder aanhalingstekens",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
)
_WORDS: _Kind = (
    'een lijst, zoals ["Berk", "Hoog"]',
    lambda value: isinstance(value, list) and all(isinstance(word, str) for word in value),
)
# Where each setting stands in the file, what it is called there and here, and of what kind it is.
_KNOWN: dict[str, dict[str, tuple[str, _Kind]]] = {
    "": {
        "titel": ("title", _TEXT),
        "onderwerp": ("topic", _TEXT),
        "id": ("study_id", _TEXT),
        "fictief": ("invented", _YES),
    },
    "taal": {"pipeline": ("pipeline", _TEXT), "taalmodel_map": ("encoder", _TEXT)},
    "privacy": {"kleine_groep": ("small_cell", _NUMBER), "plaatsen": ("places", _WORDS), "nooit": ("never", _WORDS)},
    "themas": {"seed": ("seed", _NUMBER), "minste_woorden": ("min_words", _NUMBER)},
}


@dataclass(frozen=True)
class Settings:
    """What `studie.toml` says."""

    title: str
    study_id: str
    topic: str = ""
    invented: bool = False
    pipeline: str = "builtin"
    encoder: str = ""
    seed: int = 20
    small_cell: int = 3
    min_words: int = 4
    places: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """Say what people talked about, as far as the researcher told."""
        return (
            f"We luisterden naar mensen die praten over {self.topic}." if self.topic else "We luisterden naar mensen."
        )


def read_settings(path: Path) -> Settings:
    """Read the settings of a study.

    Raises:
        KennisError: the file is no TOML, there is no such setting, or one is of the wrong kind.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        at = f", regel {line[1]}" if line else ""
        raise KennisError(
            f"{path.name}{at}: deze instelling is niet te lezen. Zet tekst tussen aanhalingstekens en zet elke instelling op een eigen regel."
        ) from error
    parts = {name: raw.pop(name) for name in [*_KNOWN][1:] if isinstance(raw.get(name), dict)}
    told: dict[str, object] = {}
    for part, values in ({"": raw} | parts).items():
        told |= _checked(values, part, path.name)
    folder = {"title": path.parent.name, "study_id": path.parent.name}
    settings = folder | {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    topic = str(settings.pop("topic", "")).strip().rstrip(".")
    return Settings(topic=topic, **settings)  # type: ignore[arg-type]


def _checked(values: Mapping[str, object], part: str, file: str) -> dict[str, object]:
    """Return the settings of one part of the file under the names they have here."""
    told: dict[str, object] = {}
    for key, value in values.items():
        if key not in _KNOWN[part]:
            raise KennisError(f"{file}: '{key}' is hier geen instelling. {_meant(key)}")
        name, (wanted, fits) = _KNOWN[part][key]
        if not fits(value):
            raise KennisError(f"{file}: bij '{key}' hoort {wanted}.")
        told[name] = value
    return told


def _meant(key: str) -> str:
    """Say which setting, or which place for it, is nearest to a name that is no setting there."""
    places = {name: part for part, names in _KNOWN.items() for name in names} | {part: part for part in _KNOWN if part}
    near = difflib.get_close_matches(key, places, n=1)
    if not near:
        return f"Haal de regel weg, of kies uit: {', '.join(places)}."
    part = places[near[0]]
    where = f"onder [{part}]" if part else "bovenaan, voor de eerste regel met [ ]"
    if near[0] == part:
        return f"Bedoel je [{part}], met daaronder de instellingen?"
    return f"Die hoort {where}." if near[0] == key else f"Bedoel je '{near[0]}'? Die hoort {where}."


def settings_text(*, title: str, study_id: str, invented: bool) -> str:
    """Return the settings of a new study, with their explanation."""
    return _TEMPLATE.format(title=_toml(title), id=study_id, fictief=str(invented).lower())


def add_never(path: Path, words: list[str]) -> None:
    """Add words to `[privacy] nooit`; the rest of the file, remarks too, stays to the letter.

    Raises:
        KennisError: the file has no such list that can be found and changed safely.
    """
    text = path.read_text(encoding="utf-8-sig")
    known = read_settings(path).never
    new = [word for word in dict.fromkeys(words) if word and word not in known]
    wanted = (*known, *new)
    line = f"nooit = [{', '.join(map(_toml, wanted))}]"
    if re.search(r"^nooit\s*=", text, re.MULTILINE):
        changed = re.sub(r"^nooit\s*=\s*\[[^\]]*\]", lambda _: line, text, count=1, flags=re.MULTILINE)
    elif re.search(r"^\[privacy\]\s*$", text, re.MULTILINE):
        changed = re.sub(r"^\[privacy\][ \t]*$", lambda _: f"[privacy]\n{line}", text, count=1, flags=re.MULTILINE)
    else:
        changed = f"{text.rstrip()}\n\n[privacy]\n{line}\n"
    if _never_in(changed) != wanted:
        raise KennisError(f"{path.name}: zet deze woorden zelf bij [privacy], in de lijst 'nooit'.")
    if new:
        write_text(path, changed)


def _never_in(text: str) -> tuple[str, ...] | None:
    try:
        return tuple(tomllib.loads(text)["privacy"]["nooit"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        return None


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


_TEMPLATE = """\
# De instellingen van deze studie. Regels met # ervoor zijn uitleg.
titel = {title}
# Waar gaan de gesprekken over? Vul dat hier in. Dan staat er op de pagina's: We luisterden naar mensen die praten over …
onderwerp = ""
# Onder deze naam staat de sleutel (wie is wie) op je computer, buiten deze map.
id = "{id}"
# true: alles in deze studie is verzonnen. De pagina's zeggen dat er dan bij.
fictief = {fictief}

[taal]
# "builtin" werkt altijd. Heb je een Nederlands spaCy-model? Zet dan hier de naam, zoals "nl_core_news_md".
pipeline = "builtin"
# Heb je een eigen model dat hele zinnen leest (sentence-transformers)? Zet dan hier de map waar het staat. Het stelt dan mee codes voor.
taalmodel_map = ""

[privacy]
# Met minder mensen dan dit in een rol en groep is een citaat herleidbaar.
kleine_groep = 3
# Plaatsen en organisaties die kennis altijd moet vervangen, en woorden die juist moeten blijven staan.
plaatsen = []
nooit = []

[themas]
# Met hetzelfde getal geven dezelfde beurten dezelfde thema's.
seed = 20
# Kortere beurten tellen niet mee bij het zoeken naar thema's.
minste_woorden = 4
"""
