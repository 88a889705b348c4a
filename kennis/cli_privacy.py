"""The commands about people: look before it counts, the key, and who withdraws."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kennis.tables import KennisError
from kennis.terminal import (
    DutchCommand,
    DutchGroup,
    Sources,
    StudyDir,
    count,
    is_answering,
    say,
    say_page,
    secret_asker,
    shown,
)

if TYPE_CHECKING:
    from kennis.goodbye import Goodbye
    from kennis.privacy import Key
    from kennis.study import Study

Pseudonym = Annotated[str, typer.Argument(metavar="P07", help="Het nummer van een deelnemer.")]


def add_privacy_commands(app: typer.Typer) -> None:
    """Hang these commands on the command line."""
    app.command("review", cls=DutchCommand, short_help="bekijken wat er vervangen wordt, voor het telt")(review_command)
    app.command("withdraw", cls=DutchCommand, short_help="een deelnemer of een gesprek uit een studie halen")(
        withdraw_command
    )
    app.command("recheck", cls=DutchCommand, short_help="een steekproef nalezen: staat er nog iets herkenbaars?")(
        recheck_command
    )
    key = typer.Typer(cls=DutchGroup, no_args_is_help=True, rich_markup_mode=None, help="De sleutel: wie is wie.")
    key.command("show", cls=DutchCommand, short_help="opzoeken wie achter een nummer zit")(show_command)
    key.command("passphrase", cls=DutchCommand, short_help="een wachtwoord kiezen of veranderen")(passphrase_command)
    app.add_typer(key, name="key", short_help="de sleutel: wie is wie")


def passphrase_for(study: Study, *, new: bool = False) -> str:
    """Return the passphrase of a study's key; on a terminal it is asked for where one is needed.

    Args:
        study: the study.
        new: if there is no key yet, let the user choose a passphrase (never for an invented study: nobody to protect).
    """
    from kennis.privacy import is_key_sealed, key_path, passphrase_of

    path = key_path(study.settings.study_id)
    wanted = is_key_sealed(path) or (new and not path.exists() and not study.settings.invented)
    return passphrase_of(path, ask=secret_asker() if wanted else None)


def review_command(sources: Sources, study: StudyDir = None) -> None:
    """Laat per bestand zien wat er vervangen wordt en waar kennis twijfelt. Alleen voor jouw ogen: er staan namen in.

    In een terminal beslis je meteen: altijd vervangen, alleen hier, of nooit. 'Altijd' en 'alleen hier' komen in
    altijd_vervangen.txt naast de bronnen. 'Nooit' komt in studie.toml, en kan dus alleen met --study. Wat je kiest,
    geldt ook voor volgende bestanden.
    """
    from kennis.privacy import append_always, decide, describe_finding
    from kennis.settings import SETTINGS_FILE, add_never
    from kennis.sources import ALWAYS_FILE, look_at_sources, read_sources

    opened = _study_if_any(study)
    found = read_sources(sources)
    if opened:
        key, settings = _key_if_here(opened), opened.settings
        looks = look_at_sources(found, key=key, places=settings.places, never=settings.never)
    else:
        looks = look_at_sources(found)
    for source, rows in zip(found, looks, strict=True):
        doubtful = int(rows["doubtful"].sum())
        say(f"\n{source.path.name}: {len(rows) - doubtful} keer vervangen, {doubtful} keer twijfel")
        for row in rows.to_dict("records"):
            # Without a study there is nothing to decide about what was found: that is only shown.
            if not is_answering() or (opened is None and not row["doubtful"]):
                say(f"  {describe_finding(row)}")
        if not is_answering():
            continue
        asker = _Asker()
        decided = decide(rows, asker.ask, with_never=opened is not None)
        append_always(source.path.parent / ALWAYS_FILE, decided.always)
        if opened:
            add_never(opened.path / SETTINGS_FILE, list(decided.never))
        if asker.stopped:
            raise typer.Abort
    say("\nLees ook zelf een paar bladzijden: geen enkel programma vindt alle namen.")


@dataclass
class _Asker:
    """Asks at the terminal; Ctrl-C counts as an answer, so that what was decided before it is kept."""

    stopped: bool = False

    def ask(self, question: str) -> str:
        try:
            return str(typer.prompt(question, default="", show_default=False, prompt_suffix=""))
        except typer.Abort:
            self.stopped = True
            return "s"


def _study_if_any(study: Path | None) -> Study | None:
    """Open the study that is named or lies here; None where there is none: a look needs no study."""
    from kennis.study import find_study, open_study

    try:
        folder = study or find_study()
    except KennisError:
        return None
    return open_study(folder)


def _key_if_here(study: Study) -> Key:
    from kennis.privacy import Key, key_path, load_key

    path = key_path(study.settings.study_id)
    return load_key(path, passphrase=passphrase_for(study)) if path.exists() else Key()


def recheck_command(
    study: StudyDir = None,
    count: Annotated[int, typer.Option("--count", metavar="GETAL", min=1, help="Zoveel beurten.")] = 20,
) -> None:
    """Lees een steekproef na: staat er in deze beurten nog iets dat iemand herkenbaar maakt?

    Jouw antwoorden komen in nagelezen.csv. Zo weten we hoeveel er waarschijnlijk nog staat.
    """
    from datetime import date

    from kennis.privacy import describe_left, pick_rechecks
    from kennis.study import open_study

    opened = open_study(study)
    if opened.utterances.empty:
        raise KennisError("Deze studie is nog leeg. Lees eerst bronnen in met: kennis run BRON --study MAP")
    picked = pick_rechecks(opened.utterances, opened.rechecks, count=count, seed=opened.settings.seed)
    for row in picked.itertuples():
        say(f"\n{row.utterance_id}: {row.text}")
        if not is_answering():
            continue
        answer = typer.prompt(
            "  Hoeveel namen of andere herkenbare dingen staan er nog? (Enter = 0, s = stoppen)", default=""
        )
        if answer.strip().lower().startswith("s"):
            break
        opened.save_recheck(str(row.utterance_id), missed=_whole(answer), at=date.today().isoformat())
    if not is_answering():
        say("\nWat je hier leest, telt nog niet: antwoorden kan alleen in een terminal.")
        return
    say("\n" + describe_left(opened.rechecks, turns=len(opened.utterances)))


def _whole(answer: str) -> int:
    return int(answer) if answer.strip().isdigit() else int(bool(answer.strip()))


def withdraw_command(
    who: Annotated[str, typer.Argument(metavar="P07", help="Het nummer van een deelnemer, of van een gesprek (B02).")],
    study: StudyDir = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="MAP", help="De map met de pagina's.")] = None,
) -> None:
    """Haal een deelnemer uit een studie: beurten, citaten, coderingen, thema's, reacties en de sleutel.

    Met het nummer van een gesprek (B02) gaat dat hele gesprek eruit. Wie daar sprak, blijft deelnemer.
    """
    from kennis.goodbye import withdraw_from
    from kennis.privacy import key_path
    from kennis.study import open_study

    opened = open_study(study)
    passphrase = passphrase_for(opened)
    if is_answering() and not typer.confirm(
        f"{who} gaat helemaal uit de studie. Dit is niet terug te draaien. Doorgaan?"
    ):
        raise typer.Abort
    if who.startswith("P") and not key_path(opened.settings.study_id).exists():
        say("De sleutel staat niet op deze computer. Haal deze deelnemer daar ook uit de sleutel.")
    left = withdraw_from(opened, who, out=out, passphrase=passphrase, say=say_page)
    _tell_withdrawn(opened, left)
    if out is None:
        say("De pagina's zijn nog de oude. Maak ze opnieuw met: kennis render")


def _tell_withdrawn(study: Study, left: Goodbye) -> None:
    taken = left.taken
    if taken.already:
        say(f"{taken.speaker} was al uit de studie.")
    else:
        say(
            f"{taken.speaker} is uit de studie: {count(taken.turns, 'beurt', 'beurten')} en {count(taken.codings, 'codering', 'coderingen')}."
            + (f" {taken.mentions} keer is het nummer [deelnemer] geworden." if taken.mentions else "")
        )
    if taken.alike:
        say(
            f"Bij {', '.join(taken.alike)} staat in de sleutel een naam die op die van {taken.speaker} lijkt. Die naam blijft staan, want ook anderen "
            "noemden hem. Lees in hun beurten na of het dezelfde persoon is."
        )
    for row in left.lost.itertuples():
        say(
            f"  {row.kind} {row.name}: {row.before} → {row.after} beurten{' (niets meer over)' if not row.after else ''}"
        )
    if left.traces:
        whose = "uit dit gesprek" if taken.speaker.startswith("B") else "van deze deelnemer"
        say(f"In deze bestanden staan nog woorden {whose}. Haal ze er zelf uit, of gooi ze weg:")
        for path in left.traces:
            say(f"  {shown(path)}")
    if any((folder / ".git").exists() for folder in (study.path, *study.path.parents)):
        say("Deze studie staat in versiebeheer (git). In eerdere versies staat het nog.")


def show_command(speaker: Pseudonym, study: StudyDir = None) -> None:
    """Zoek op wie achter een nummer zit. Doe dit alleen als het echt nodig is."""
    from kennis.privacy import load_key
    from kennis.study import open_study

    if not re.fullmatch(r"[Pp]\d+", speaker):
        raise KennisError(f"'{speaker[:12]}' is geen nummer van een deelnemer. Geef een nummer, zoals P07.")
    opened = open_study(study)
    say(load_key(_key_here(opened), passphrase=passphrase_for(opened)).name_of(speaker.upper()))


def passphrase_command(study: StudyDir = None) -> None:
    """Kies een wachtwoord voor de sleutel, of verander het. Zonder terminal: zet het in KENNIS_WACHTWOORD_NIEUW."""
    import os

    from kennis.privacy import NEW_PASSPHRASE, load_key, new_passphrase, save_key
    from kennis.study import open_study

    opened = open_study(study)
    path = _key_here(opened)
    old = passphrase_for(opened)
    load_key(path, passphrase=old)  # before anything is asked: does it open?
    ask = secret_asker()
    chosen = os.environ.get(NEW_PASSPHRASE, "") or (new_passphrase(ask) if ask else "")
    if not chosen:
        raise KennisError(
            f"Er is geen nieuw wachtwoord gekozen. Geef de opdracht in een terminal, of zet het in {NEW_PASSPHRASE}."
        )
    with opened.one_change():  # somebody may have taken in sources while we waited for an answer
        save_key(load_key(path, passphrase=old), path, passphrase=chosen)
    say(
        "De sleutel is nu met dit wachtwoord versleuteld. Bewaar het goed: zonder wachtwoord is de sleutel niet te openen."
    )


def _key_here(study: Study) -> Path:
    from kennis.privacy import key_path

    path = key_path(study.settings.study_id)
    if not path.exists():
        raise KennisError("De sleutel van deze studie (wie is wie) staat niet op deze computer. Zet de sleutel terug.")
    return path
