"""The commands that need no study: a file in, a table out."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kennis.tables import KennisError
from kennis.terminal import DirOut, DutchCommand, Sources, count, progress, say, say_doubts, say_notes, shown

if TYPE_CHECKING:
    import pandas as pd

    from kennis.coding import Codebook
    from kennis.intake import Source
    from kennis.privacy import Key

TableIn = Annotated[Path, typer.Argument(metavar="TABEL", help="Een tabel met een kolom 'text'; 'utterance_id' mag.")]
_NO_CSV = frozenset([".xlsx", ".xls", ".ods", ".docx", ".pdf", ".json"])
TableOut = Annotated[Path, typer.Option("--out", metavar="BESTAND", help="Waar de uitkomst komt te staan.")]
Pipeline = Annotated[str, typer.Option("--pipeline", metavar="NAAM", help="Een Nederlands spaCy-model.")]


def add_file_commands(app: typer.Typer) -> None:
    """Hang these commands on the command line."""
    app.command("read", cls=DutchCommand, short_help="bronnen inlezen als tabel")(read_command)
    app.command("anonymise", cls=DutchCommand, short_help="bronnen anoniem maken")(anonymise_command)
    app.command("code", cls=DutchCommand, short_help="codes voorstellen bij teksten")(code_command)
    app.command("cluster", cls=DutchCommand, short_help="thema's zoeken in teksten")(cluster_command)


def read_command(sources: Sources, out: TableOut) -> None:
    """Lees bronnen in als tabel van beurten. De uitkomst is nog niet anoniem."""
    from kennis.sources import raw_utterances, read_sources
    from kennis.tables import write_table

    _check_out(sources, out)
    found = read_sources(sources)
    table = raw_utterances(found).drop(columns="source")
    write_table(table, out)
    say_notes(found, sources)
    say(
        f"{count(len(table), 'beurt', 'beurten')} uit {count(len(found), 'bron', 'bronnen')} naar {out} geschreven. Let op: hierin staan nog namen."
    )


def anonymise_command(sources: Sources, out: DirOut) -> None:
    """Maak bronnen anoniem: per bron een tabel en een lijst van wat er vervangen is (zonder het origineel).

    Een tabel heet naar zijn bron. Kan er een naam in die naam staan, dan heet hij bron-01, bron-02, enzovoort.
    """
    from kennis.journal import changing
    from kennis.sources import anonymise_sources, is_numbered, read_sources, renumbered_note
    from kennis.tables import to_csv

    _check_apart(sources, out)
    found = read_sources(sources, keep_empty=True)
    say_notes(found, sources)
    mixed = any(map(is_numbered, found)) and not all(map(is_numbered, found))
    cleaned, key = anonymise_sources(found, renumber=mixed)
    for note in renumbered_note(found) if mixed else ():
        say(note)
    names = _safe_names(found, key)
    tables = {out / f"{name}.csv": one.turns for name, one in zip(names, cleaned, strict=True)}
    logs = {out / f"{name}.log.csv": one.log for name, one in zip(names, cleaned, strict=True)}
    _check_not_over(found, tables, logs)
    out.mkdir(parents=True, exist_ok=True)
    with changing(out) as change:  # a table without its log would pass for somebody else's, the next time
        for path, table in {**tables, **logs}.items():
            change.write(path.name, to_csv(table).encode("utf-8"))
    for name, source in zip(names, found, strict=True):
        if name != source.path.stem:
            say(f"{name}.csv is gemaakt van '{shown(source.path)}'.")
    replaced = sum(len(one.log) for one in cleaned)
    say(
        f"{count(replaced, 'gegeven', 'gegevens')} vervangen in {count(len(found), 'bron', 'bronnen')}; zie {out}. Kijk het na: geen enkel programma vindt alles."
    )
    say_doubts(sum(one.doubtful for one in cleaned), sources, "Draai dit daarna opnieuw.")


def code_command(
    table: TableIn,
    out: TableOut,
    codebook: Annotated[Path | None, typer.Option("--codebook", metavar="YAML", help="Een eigen codeboek.")] = None,
    pipeline: Pipeline = "builtin",
) -> None:
    """Stel codes voor bij elke tekst van een tabel. Een voorstel telt pas als een mens het overneemt."""
    from kennis.coding import DEFAULT_CODEBOOK, load_codebook, suggest_codings
    from kennis.language import load_pipeline
    from kennis.tables import write_table

    _check_out([table], out)
    utterances = _read_texts(table)
    book = load_codebook(codebook or DEFAULT_CODEBOOK)
    codings = suggest_codings(utterances, book, nlp=load_pipeline(pipeline), progress=progress("coderen"))
    columns = ["utterance_id", "start", "stop", "code", "insight", "polarity", "coder", "score", "evidence"]
    write_table(codings[columns], out)
    _write_origin(out, pipeline, book)
    coded = codings["utterance_id"].nunique()
    say(
        f"{count(len(codings), 'voorstel', 'voorstellen')} bij {coded} van de {count(len(utterances), 'tekst', 'teksten')}; zie {out}."
    )


def cluster_command(
    table: TableIn,
    out: TableOut,
    seed: Annotated[int, typer.Option("--seed", metavar="GETAL", help="Hetzelfde getal geeft dezelfde thema's.")] = 20,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="UITKOMST", help="Een eerdere uitkomst: thema's gaan daarop verder."),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(
            "--count", metavar="GETAL", help="Hoeveel thema's je wilt. Zonder: zoveel als bij de teksten past."
        ),
    ] = None,
    pipeline: Pipeline = "builtin",
) -> None:
    """Zoek thema's die nog geen naam hebben: welke teksten gaan over hetzelfde?"""
    from kennis.language import load_pipeline
    from kennis.tables import CLUSTERS, read_table, write_table
    from kennis.themes import find_themes

    _check_out([table], out)
    themes = find_themes(
        _read_texts(table),
        previous=read_table(previous, CLUSTERS) if previous else None,
        count=count,
        nlp=load_pipeline(pipeline),
        seed=seed,
        progress=progress("thema's zoeken"),
    )
    write_table(themes.clusters, out)
    _write_origin(out, pipeline)
    say(themes.sentence)
    for row in themes.summary.itertuples():
        say(f"  {row.cluster}  {row.turns:>5}  {row.name or '(nog zonder naam)'}  ({row.sure})")
    say(f"De uitkomst staat in {out}.")


def _read_texts(path: Path) -> pd.DataFrame:
    """Read texts to code or cluster: a table keeps its texts to the letter, so that places in them hold."""
    from kennis.sources import raw_utterances, read_sources
    from kennis.tables import parse_csv

    if path.suffix.lower() == ".csv" and path.is_file():
        try:
            table = parse_csv(path.read_text(encoding="utf-8-sig"), source=path.name)
        except UnicodeDecodeError:
            table = None
        if table is not None and "text" in table:
            ids = next((name for name in ("utterance_id", "id") if name in table), None)
            numbered = table.assign(utterance_id=table[ids] if ids else [str(n) for n in range(1, len(table) + 1)])
            return _unique_ids(numbered, path)
    return raw_utterances(read_sources([path]))


def _unique_ids(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    double = table["utterance_id"].duplicated().to_numpy()
    if double.any():
        row = int(double.argmax()) + 2
        raise KennisError(f"{path.name}, rij {row}: dit id komt twee keer voor. Geef elke rij een eigen id.")
    return table


def _check_out(sources: list[Path], out: Path) -> None:
    """Refuse to write a result over what it is made of, or a table under the name of another kind of file."""
    if any(source.exists() and source.resolve() == out.resolve() for source in sources):
        raise KennisError(f"'{out.name}' is zelf een bron en zou overschreven worden. Kies bij --out een andere naam.")
    if out.suffix.lower() in _NO_CSV:
        raise KennisError(f"{out.name}: kennis schrijft tabellen als csv. Kies een naam op .csv; Excel opent die ook.")


def _check_apart(sources: list[Path], out: Path) -> None:
    """Refuse to make results among the sources, where they would be read as sources the next time, or to read such results."""
    from kennis.intake import list_sources
    from kennis.sources import is_log

    for folder in (source for source in sources if source.is_dir()):
        if folder.resolve() in (out.resolve(), *out.resolve().parents):
            raise KennisError(
                f"De map bij --out ('{out.resolve().name}') is de map met bronnen of ligt daarin. De uitkomst zou een volgende keer als "
                "bron meetellen. Kies een map ergens anders. Er is niets geschreven."
            )
    if logs := [path.name for path in list_sources(sources) if is_log(path)]:
        raise KennisError(
            f"Tussen de bronnen staat een eerdere uitkomst van kennis, zoals '{logs[0]}' met de tabel erbij. Dat zijn geen bronnen. Zet "
            "ze in een andere map, of geef alleen de bronnen. Er is niets geschreven."
        )


def _safe_names(sources: list[Source], key: Key) -> list[str]:
    """Name each result after its source, or by its place (`bron-02`) where that name may tell who spoke; each once."""
    from kennis.privacy import tells_somebody

    told = [tells_somebody(source.path.stem, key=key) for source in sources]
    stems = [source.path.stem for source in sources]
    taken: set[str] = set()
    names: dict[int, str] = {}
    for at in sorted(range(len(sources)), key=lambda at: told[at]):  # who keeps a name first
        name = f"bron-{at + 1:02d}" if told[at] else stems[at]
        if not told[at] and stems.count(name) > 1:
            name = sources[at].path.name.replace(".", "_")
        tries = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
        names[at] = next(one for one in tries if taken.isdisjoint(_files_of(one)))
        taken.update(_files_of(names[at]))
    return [names[at] for at in range(len(sources))]


def _files_of(name: str) -> set[str]:
    return {f"{name}.csv".casefold(), f"{name}.log.csv".casefold()}  # some systems see no difference in capitals


def _check_not_over(
    sources: list[Source], tables: Mapping[Path, pd.DataFrame], logs: Mapping[Path, pd.DataFrame]
) -> None:
    """Refuse to write over a source, or over what an earlier run did not make."""
    raw = {source.path.resolve() for source in sources}
    for (path, table), (log_path, log) in zip(tables.items(), logs.items(), strict=True):
        if raw & {path.resolve(), log_path.resolve()}:
            raise KennisError(
                f"In de map '{path.parent.resolve().name}' staat '{path.name}' als bron. Die zou overschreven worden. "
                "Kies bij --out een andere map. Er is niets geschreven."
            )
        made = _has_columns(path, table) and _has_columns(log_path, log)
        if (path.exists() or log_path.exists()) and not made:
            raise KennisError(
                f"In de map '{path.parent.resolve().name}' staat al een '{path.name}' of '{log_path.name}' die kennis niet "
                "maakte. Kies bij --out een andere map. Er is niets geschreven."
            )


def _has_columns(path: Path, table: pd.DataFrame) -> bool:
    """Tell whether a file is a table as we write it: with the columns that all such tables have."""
    from kennis.tables import UTTERANCES

    columns = [name for name in table.columns if name in UTTERANCES.names] or list(table.columns)
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8-sig") as file:
        return set(columns) <= set(next(csv.reader(file), []))
    return False


def _write_origin(out: Path, pipeline: str, codebook: Codebook | None = None) -> None:
    from kennis.origin import describe_origin, origin_text
    from kennis.tables import write_text

    write_text(out.with_suffix(".herkomst.json"), origin_text(describe_origin(pipeline, codebook)))
