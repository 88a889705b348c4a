"""What `studie.toml` says: read it, write a new one, and add what must never be replaced."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kennis.tables import KennisError, write_text

SETTINGS_FILE = "studie.toml"


@dataclass(frozen=True)
class Settings:
    """What `studie.toml` says."""

    title: str
    study_id: str
    topic: str = ""
    invented: bool = False
    pipeline: str = "builtin"
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
        KennisError: the file is no TOML, or a setting is of the wrong kind.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        at = f", regel {line[1]}" if line else ""
        raise KennisError(
            f"{path.name}{at}: deze instelling is niet te lezen. Zet tekst tussen aanhalingstekens en zet elke instelling op een eigen regel."
        ) from error
    language, privacy, themes = (raw.get(part, {}) for part in ("taal", "privacy", "themas"))
    try:
        return Settings(
            title=str(raw.get("titel", path.parent.name)),
            study_id=str(raw.get("id", path.parent.name)),
            topic=str(raw.get("onderwerp", "")).strip().rstrip("."),
            invented=bool(raw.get("fictief", False)),
            pipeline=str(language.get("pipeline", "builtin")),
            seed=int(themes.get("seed", 20)),
            small_cell=int(privacy.get("kleine_groep", 3)),
            min_words=int(themes.get("minste_woorden", 4)),
            places=tuple(map(str, privacy.get("plaatsen", ()))),
            never=tuple(map(str, privacy.get("nooit", ()))),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise KennisError(
            f"{path.name}: een van de instellingen is geen getal of lijst waar dat wel moet. Vergelijk met een nieuwe studie (kennis new)."
        ) from error


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
