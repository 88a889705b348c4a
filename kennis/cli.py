"""The command line: thin, Dutch, and never a traceback for a user's mistake.

Exit status: 0 done · 1 something was found or refused · 2 wrong use or bad input.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kennis.cli_files import add_file_commands
from kennis.cli_privacy import add_privacy_commands, passphrase_for
from kennis.errors import KennisError, Refused, why
from kennis.terminal import (
    DirOut,
    DutchCommand,
    DutchGroup,
    StudyDir,
    at_terminal,
    count,
    make_streams_safe,
    progress,
    say,
    say_doubts,
    say_notes,
    say_page,
    shown,
)

if TYPE_CHECKING:
    import pandas as pd

    from kennis.study import Study

DONE, FOUND, WRONG = 0, 1, 2
_LONGEST_NAME = 60  # of a longer name, so much is said
_INTERRUPTED = 130  # what Typer makes of Ctrl-C, without a word
_STOPPED = "Afgebroken. Wat al af was, is bewaard; de rest niet. Geef dezelfde opdracht opnieuw om verder te gaan."

app = typer.Typer(
    name="kennis",
    cls=DutchGroup,
    help="Van wat mensen zeiden naar wat zij leerden: inlezen, anoniem maken, coderen, thema's zoeken en laten lezen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("run", cls=DutchCommand, short_help="alles: van bronnen tot pagina's")
def run_command(
    sources: Annotated[list[Path] | None, typer.Argument(metavar="BRON", help="Nieuwe bestanden of mappen.")] = None,
    study: StudyDir = None,
    out: DirOut = Path("site"),
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Vervang ook opnieuw in wat al ingelezen was; coderingen blijven kloppen.")
    ] = False,
) -> None:
    """Doe alles: bronnen inlezen, anoniem maken, coderen, thema's zoeken en de pagina's maken.

    Zonder --study komt er een nieuwe studie in de map van --out. Een eigen studie begin je met: kennis new MAP
    """
    from kennis import run
    from kennis.publish import describe_reading, refuse_unwritable

    refuse_unwritable(out)  # coding and clustering take minutes
    opened = _study_for_run(sources, study, out)
    passphrase = passphrase_for(opened, new=bool(sources))
    for note in run.check_study(opened):
        say(note)
    if sources:
        _take_in(opened, sources, refresh=refresh, passphrase=passphrase, named=study)
    if opened.utterances.empty:
        raise KennisError("Deze studie is nog leeg. Geef een of meer bronnen: kennis run BRON --study MAP")
    codings = run.code_study(opened, progress=progress("coderen"))
    say(f"{count(len(codings), 'voorstel', 'voorstellen')} voor een code.")
    say(run.cluster_study(opened).sentence)
    index = run.render_study(opened, out, say=say_page, tell=say, passphrase=passphrase)
    say(describe_reading(index))
    utterances = opened.utterances
    say(
        f"Klaar: {count(len(utterances), 'beurt', 'beurten')}, {count(len(codings), 'voorstel', 'voorstellen')}. De studie staat in {shown(opened.path)}."
    )
    say("Deel de pagina's pas als je ze zelf hebt nagekeken: geen enkel programma vindt alle namen.")
    say(shown(index))


add_file_commands(app)  # here: the help tells commands in the order in which they are added


@app.command("render", cls=DutchCommand, short_help="pagina's maken van de notebooks")
def render_command(study: StudyDir = None, out: DirOut = Path("site")) -> None:
    """Voer de notebooks van een studie uit en maak er pagina's van die zonder internet te lezen zijn."""
    from kennis import run
    from kennis.publish import describe_reading
    from kennis.study import open_study

    opened = open_study(study)
    passphrase = passphrase_for(opened)
    index = run.render_study(opened, out, say=say_page, tell=say, passphrase=passphrase)
    say(describe_reading(index))
    say(f"De pagina's staan klaar: {shown(index)}")


@app.command("factsheet", cls=DutchCommand, short_help="de factsheet maken, als pagina en als pdf")
def factsheet_command(study: StudyDir = None, out: DirOut = Path("site")) -> None:
    """Maak de factsheet van een studie. Je past hem aan in factsheet.yaml; wat je daarin verandert, blijft staan."""
    from kennis import run
    from kennis.study import open_study

    opened = open_study(study)
    sheet = run.factsheet_study(opened, out, passphrase=passphrase_for(opened))
    for note in (*sheet.notes, *run.without_key_note(opened)):
        say(note)
    say(f"De factsheet staat klaar: {shown(out / 'factsheet.html')} en {shown(out / 'factsheet.pdf')}")


@app.command("responses", cls=DutchCommand, short_help="reacties van lezers inlezen")
def responses_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="BESTAND", help="Bestanden die lezers terugstuurden, of een map ervan.")
    ],
    study: StudyDir = None,
) -> int:
    """Lees in wat lezers antwoordden. Klopt er iets niet aan een bestand, dan komt er niets uit dat bestand.

    Daarna vul je in antwoorden.csv in wat je ermee deed. De volgende pagina's laten dat zien.
    """
    from kennis import run
    from kennis.study import open_study

    opened = open_study(study)
    passphrase = passphrase_for(opened)
    taken = run.take_in_answers(opened, files, passphrase=passphrase)
    for note in taken.notes:
        say(note)
    say(
        f"{count(taken.new, 'nieuwe reactie', 'nieuwe reacties')}, {taken.changed} veranderd, {taken.gone} teruggenomen, {taken.known} waren er al."
    )
    if taken.replaced:
        say(
            f"{count(taken.replaced, 'naam of ander gegeven', 'namen of andere gegevens')} vervangen in wat lezers schreven. Kijk het na."
        )
    if taken.traceable:
        say(
            f"{count(taken.traceable, 'citaat is', 'citaten zijn')} te herleidbaar genoemd en {'staat' if taken.traceable == 1 else 'staan'} nu op privacylijst.csv. De volgende pagina's laten zo'n citaat niet zien, tot jij beslist."
        )
    if taken.new or taken.changed:
        say("Open antwoorden.csv. Schrijf daar bij een reactie 'aangepast' of 'niet aangepast', en waarom.")
    for note in (*run.check_answered(opened, passphrase=passphrase), *run.without_key_note(opened)):
        say(note)
    if taken.refused:
        these = "Dit bestand is" if len(taken.refused) == 1 else "Deze bestanden zijn"
        return _complain("\n".join([*taken.refused, f"{these} niet ingelezen. De rest wel."]), WRONG)
    return DONE


@app.command("export", cls=DutchCommand, short_help="een project maken voor ATLAS.ti, NVivo, MAXQDA …")
def export_command(
    out: Annotated[Path, typer.Option("--out", metavar="BESTAND", help="Waar het project komt te staan (.qdpx).")],
    study: StudyDir = None,
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="Neem ook voorstellen van de computer mee, van een codeur 'computer'.")
    ] = False,
) -> None:
    """Maak een project dat andere programma's openen (REFI-QDA): teksten, codes en wat mensen codeerden."""
    from kennis.exchange import describe_qda, export_qda
    from kennis.privacy import open_study

    if out.suffix.lower() != ".qdpx":
        raise KennisError(f"{out.name}: een project eindigt op .qdpx. Kies bij --out zo'n naam.")
    opened = open_study(study)
    say(f"Het project staat klaar: {shown(export_qda(opened, out, suggestions=suggestions))}")
    for sentence in describe_qda(opened, suggestions=suggestions):
        say(sentence)
    say("Er staan alleen woorden in die naar buiten mogen. Wat daar gecodeerd wordt, haal je terug met: kennis import")


@app.command("import", cls=DutchCommand, short_help="coderingen uit een ander programma terughalen")
def import_command(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="Een project uit een ander programma (.qdpx).")],
    study: StudyDir = None,
    by: Annotated[
        str, typer.Option("--by", metavar="CODEUR", help="Van wie de codes zijn van mensen die de studie niet kent.")
    ] = "",
) -> None:
    """Haal terug wat mensen in een ander programma codeerden. Er komt alleen iets bij; er gaat niets weg."""
    from kennis.exchange import import_qda
    from kennis.privacy import open_study

    say(str(import_qda(open_study(study), project, by=by)))


@app.command("check", cls=DutchCommand, short_help="nakijken of er niets herkenbaars in bestanden staat")
def check_command(
    paths: Annotated[list[Path], typer.Argument(metavar="BESTAND", help="Bestanden of mappen om na te kijken.")],
    study: StudyDir = None,
) -> int:
    """Kijk of er in bestanden nog iets staat dat iemand herkenbaar maakt, ook in wat je niet ziet."""
    import pandas as pd

    from kennis.privacy import PICTURE, UNREAD, describe_leaks, find_leaks, key_path, load_key
    from kennis.publish import find_in_replies
    from kennis.study import open_study

    opened, key, who = None, None, "niet op namen (geef --study, dan wel op de mensen daarin)"
    if study:
        opened = open_study(study)
        path = key_path(opened.settings.study_id)
        if path.exists():
            key, who = load_key(path, passphrase=passphrase_for(opened)), "mensen uit de sleutel van de studie"
        else:
            who = "niet op namen, want de sleutel is hier niet"
            say(
                "De sleutel van deze studie (wie is wie) staat niet op deze computer. Op de mensen daarin is dus niet gezocht. "
                "Zet de sleutel terug en kijk opnieuw, of laat wie de sleutel heeft dit nakijken."
            )
    both = (find_leaks(paths, key=key, pictures=True), find_in_replies(paths, key=key, study=opened))
    told = pd.concat(both, ignore_index=True)
    seen = told["kind"] == PICTURE
    leaks, pictures = told[~seen], told[seen]
    if leaks.empty:
        say(
            f"Niets gevonden{' in de tekst' if len(pictures) else ''}. Gekeken is naar nummers, mailadressen, postcodes en geboortedata, en "
            f"{who}. Andere namen en plaatsen zoekt deze controle niet: lees het zelf ook na."
        )
        _say_pictures(pictures)
        return DONE
    unread = leaks["kind"] == UNREAD
    if not unread.all():
        found = leaks[~unread]
        say(f"Gevonden op {count(len(found), 'plaats', 'plaatsen')}:\n{describe_leaks(found, most=100)}")
    if unread.any():
        say(
            f"{'Verder' if not unread.all() else 'In wat wel te lezen was, is niets gevonden. Maar dit'} is niet te lezen, en dus niet nagekeken:\n"
            f"{describe_leaks(leaks[unread], most=100)}\n"
            "Zit er een wachtwoord op? Haal dat eraf en kijk opnieuw. Anders: open het zelf, en lees of luister het na."
        )
    _say_pictures(pictures)
    return FOUND


def _say_pictures(pictures: pd.DataFrame) -> None:
    from kennis.privacy import describe_leaks

    if len(pictures):
        say(
            f"Niemand keek naar {count(len(pictures), 'afbeelding', 'afbeeldingen')}: wat daarop te zien is, kan deze controle niet lezen. "
            f"Bekijk ze zelf:\n{describe_leaks(pictures, most=100)}"
        )


@app.command("new", cls=DutchCommand, short_help="een nieuwe studie beginnen")
def new_command(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="De map die je wilt maken.")],
    title: Annotated[str, typer.Option("--title", metavar="TITEL", help="De titel van de studie.")] = "",
) -> None:
    """Begin een nieuwe studie: een map met het codeboek, de notebooks en een leeswijzer."""
    _check_new(folder)
    study = _new_study(folder, title.strip() or folder.resolve().name)
    where = shown(study.path)
    say(f"Je nieuwe studie staat in {'deze map' if where == '.' else where}. Begin met LEESMIJ.md.")


add_privacy_commands(app)


def main() -> None:
    """Run the command line and leave with the right status."""
    make_streams_safe()
    status = run_cli(sys.argv[1:])
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        sys.stdout = None  # else Python tries again while it leaves, and says in English that it failed
        status = _complain(f"Wat kennis zegt is niet weg te schrijven, want {why(error)[0]}.", WRONG)
    sys.exit(status)


def run_cli(arguments: list[str]) -> int:
    """Run one command and return its exit status; every mistake becomes one Dutch sentence on stderr."""
    if any(not one.strip() or re.fullmatch(r"--[a-z]+=\s*", one) for one in arguments):  # else it would mean: here
        return _complain("Een naam in deze opdracht is leeg. Vul hem in, of laat hem weg.", WRONG)
    try:
        result = app(arguments, standalone_mode=False, prog_name="kennis")
        if result == _INTERRUPTED:
            return _complain(_STOPPED, FOUND)
        return result if isinstance(result, int) else DONE
    except Refused as error:
        return _complain(str(error), FOUND)
    except KennisError as error:
        return _complain(str(error), WRONG)
    except typer.Exit as leave:
        return leave.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _complain(_STOPPED, FOUND)
    except OSError as error:
        known = error.filename2 or error.filename  # a file that is written takes the place of a second one
        name = f"'{Path(str(known)).name[:_LONGEST_NAME]}'" if known else "een bestand"
        cause, remedy = why(error)
        return _complain(
            f"Lezen of schrijven van {name} lukt niet, want {cause}. {remedy} en probeer het opnieuw.", WRONG
        )
    except Exception as error:
        sentence = _explain_usage(error)
        if sentence is None:
            if os.environ.get("KENNIS_TRACEBACK"):
                raise
            sentence = _explain_fault(error)  # what Python tells of it may hold what somebody said
        return _complain(sentence, WRONG)


def _explain_fault(error: Exception) -> str:
    """Say where a fault of kennis itself is, without a word of what was being worked on."""
    here = Path(__file__).parent
    steps = [step for step in traceback.extract_tb(error.__traceback__) if Path(step.filename).is_relative_to(here)]
    place = f", {Path(steps[-1].filename).name} regel {steps[-1].lineno}" if steps else ""
    return (
        f"Hier ging in kennis zelf iets mis ({type(error).__name__}{place}). Wat al af was, is bewaard. "
        "Meld dit aan de makers: deze regel zegt niets over je materiaal. Alles zien? Zet KENNIS_TRACEBACK=1 ervoor."
    )


def _explain_usage(error: Exception) -> str | None:
    """Say in Dutch what was wrong with the command itself; None if it was something else."""
    kind, option = type(error).__name__, getattr(error, "option_name", None) or ""
    param = getattr(error, "param", None)
    name = option or getattr(param, "metavar", None) or (getattr(param, "opts", None) or [""])[0]
    if getattr(param, "param_type_name", "") == "option":
        name = (getattr(param, "opts", None) or [name])[0]
    sentences = {
        "NoArgsIsHelpError": "Hier hoort nog een opdracht achter.",
        "NoSuchOption": f"De optie {name} bestaat niet.",
        "MissingParameter": f"Hier ontbreekt {name}.",
        "BadParameter": f"De waarde bij {name} klopt niet.",
        "BadOptionUsage": f"De optie {name} is niet goed gebruikt.",
        "UsageError": "Deze opdracht klopt niet of is niet compleet.",
        "NoSuchCommand": "Deze opdracht bestaat niet.",
    }
    if kind == "UsageError" and "command" in str(error):
        kind = "NoSuchCommand"
    if kind not in sentences:
        return None
    command = getattr(getattr(error, "ctx", None), "command_path", "kennis")
    return f"{sentences[kind]} Bekijk de uitleg met: {command} --help"


def _take_in(study: Study, paths: list[Path], *, refresh: bool, passphrase: str, named: Path | None) -> None:
    """Take new sources into a study, and tell what a person should know of it; `named` is how the user named the study."""
    from kennis import run
    from kennis.sources import fingerprint

    found = run.read_sources(paths)
    known = {*study.sources["fingerprint"]}
    say_notes([one for one in found if refresh or fingerprint(one.path) not in known], paths)  # the rest was told then
    intake = run.take_in(study, found, refresh=refresh, passphrase=passphrase)
    for note in intake.notes:
        say(note)
    say(
        f"{count(intake.new, 'nieuwe bron', 'nieuwe bronnen')} ingelezen, {intake.known} waren er al; {count(intake.replaced, 'gegeven', 'gegevens')} vervangen."
    )
    elsewhere = None if study.path.resolve() == Path.cwd() else Path(shown(study.path))
    say_doubts(
        intake.doubtful,
        paths,
        "Draai dit daarna opnieuw met --refresh. Tot jij beslist, laat geen pagina zo'n beurt zien.",
        study=named or elsewhere,
    )
    if intake.new and not passphrase:
        say(
            "De sleutel (wie is wie) heeft geen wachtwoord: alleen de rechten op het bestand beschermen hem. Een wachtwoord kies je met: kennis key passphrase"
        )


def _check_new(folder: Path) -> None:
    """Refuse a place where no study can begin: without a name, or with files of another kind (raw sources may lie there)."""
    from kennis.study import is_study

    place = folder.resolve()
    if not place.name:
        raise KennisError("Geef de nieuwe studie een map met een naam, zoals: kennis new mijn-studie")
    if place.exists() and not place.is_dir():
        raise KennisError(f"'{place.name}' is een bestand en geen map. Kies een andere naam voor de nieuwe studie.")
    if around := next((one for one in place.parents if is_study(one)), None):
        raise KennisError(f"Hier ligt de studie '{around.name}' al omheen. Kies een map daarbuiten.")
    others = [one.name for one in place.iterdir() if not one.name.startswith(".")] if place.exists() else []
    # Of a study or a codebook that is there `create_study` tells.
    if {*others} - {"ruw"} and not is_study(place) and "codeboek.yaml" not in others:
        raise KennisError(
            f"De map '{place.name}' is niet leeg. Een studie begint in een nieuwe of een lege map. Kies een andere naam."
        )


def _new_study(folder: Path, title: str) -> Study:
    from kennis.coding import DEFAULT_CODEBOOK
    from kennis.publish import copy_notebooks, copy_questions
    from kennis.study import create_study
    from kennis.tables import write_text

    study = create_study(folder, title=title, codebook=DEFAULT_CODEBOOK.read_text(encoding="utf-8"))
    copy_notebooks(folder / "notebooks")
    copy_questions(folder)
    guide = (Path(__file__).parent / "publish" / "templates" / "LEESMIJ.md").read_text(encoding="utf-8")
    write_text(folder / "LEESMIJ.md", guide.replace("@@TITEL@@", title))
    return study


def _study_for_run(sources: list[Path] | None, study: Path | None, out: Path) -> Study:
    from kennis.study import is_study, open_study

    if study or not sources:
        return open_study(study)  # a folder that is named must be there: a slip of the pen begins no study
    for source in sources:
        home = next((folder for folder in source.resolve().parents if is_study(folder)), None)
        # Else a second study begins beside it, and its pages take the place of the first's.
        if home and home != Path().resolve():
            raise KennisError(f"'{source.name}' ligt in de map van een studie. Zet erbij welke: --study {shown(home)}")
    folder = Path() if is_study(Path()) else out / "studie"
    return open_study(folder) if is_study(folder) else _new_study(folder, folder.resolve().name.capitalize())


def _complain(sentence: str, status: int) -> int:
    if sentence == _STOPPED and at_terminal(sys.stderr):
        typer.echo(err=True)  # the terminal shows ^C, or a bar stands half on the line
    typer.echo(sentence, err=True)
    return status


if __name__ == "__main__":
    main()
