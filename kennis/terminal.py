"""What all commands share: Dutch help, how numbers and paths are said, and whether there is somebody to ask."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup

from kennis.numbers import count as count

if TYPE_CHECKING:
    from kennis.intake import Source

Sources = Annotated[
    list[Path],
    typer.Argument(
        metavar="BRON", help="Bestanden of mappen: docx, txt, md, vtt, srt, csv, xlsx, pdf, eml of json (van Whisper)."
    ),
]
StudyDir = Annotated[Path | None, typer.Option("--study", metavar="MAP", help="De map van de studie.")]
DirOut = Annotated[Path, typer.Option("--out", metavar="MAP", help="Waar de uitkomst komt te staan.")]

_MOST_TYPED = 3  # sources named in a command to type; more make it longer than a line

# Typer has these few words of its own, and offers no other way to say them in Dutch.
_DUTCH = {
    "Usage: ": "Gebruik: ",
    "[OPTIONS]": "[OPTIES]",
    "COMMAND [ARGS]...": "OPDRACHT …",
    "Show this message and exit.": "Laat deze uitleg zien.",
    "Arguments:": "Wat je opgeeft:",
    "Options:": "Opties:",
    "Commands:": "Opdrachten:",
    "[default: ": "[standaard: ",
    "[required]": "[nodig]",
    " <list[Path]>": "",
    " <path>": "",
}


def _in_dutch(text: str) -> str:
    for english, dutch in _DUTCH.items():
        text = text.replace(english, dutch)
    return text


class DutchCommand(TyperCommand):
    """A command whose help speaks Dutch throughout."""

    def get_help(self, ctx: Any) -> str:
        return _in_dutch(super().get_help(ctx))


class DutchGroup(TyperGroup):
    """The whole command line, with Dutch help."""

    def get_help(self, ctx: Any) -> str:
        return _in_dutch(super().get_help(ctx))


def progress(label: str) -> Callable[[int, int], None]:
    """Show a bar with an end time on a terminal; elsewhere nothing."""
    from tqdm import tqdm

    bar = tqdm(
        desc=label,
        unit="tekst",
        disable=not at_terminal(sys.stderr),
        leave=False,
        bar_format="{desc}: {percentage:3.0f} % |{bar:24}| {n_fmt}/{total_fmt}, nog {remaining}",
    )

    def step(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return step


def shown(path: Path) -> str:
    """Return a path as the user knows it: from where they are, if it lies there."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def say_doubts(doubtful: int, sources: Iterable[Path], then: str, *, study: Path | None = None) -> None:
    """Tell that there are pieces left standing that a person should decide on, with the command to type for it.

    Args:
        doubtful: how many pieces.
        sources: as the user gave them.
        then: what to do afterwards.
        study: the folder to name, where the command would not find the study by itself.
    """
    if doubtful:
        pieces = count(doubtful, "stukje", "stukjes")
        given = list(sources)
        typed = " ".join(shlex.quote(str(path)) for path in given) if len(given) <= _MOST_TYPED else "BRON"
        option = f" --study {shlex.quote(str(study))}" if study else ""
        say(
            f"Bij {pieces} tekst twijfelt de computer of het iemand herkenbaar maakt. Dat staat er nog. "
            f"Beslis zelf met: kennis review {typed}{option}\n{then}"
        )


def say(sentence: str) -> None:
    """Tell the user something."""
    typer.echo(sentence)


def say_page(title: str) -> None:
    """Tell that a page is finished."""
    say(f"  pagina: {title}")


def say_notes(sources: list[Source], paths: Iterable[Path]) -> None:
    """Tell what reading each source gave to know, and which documents in the folders of `paths` were passed over."""
    from kennis.intake import passed_over

    if note := passed_over(paths):
        say(note)
    for source in sources:
        for note in source.notes:
            say(f"{source.path.name}: {note}")


def make_streams_safe() -> None:
    """Let no sign that this terminal cannot show, and no stream that is closed, stop what is being done."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stdin is None:  # closed: else the first file that is opened would be read as what is typed
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 (it stays open)


def at_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal; one that is closed is none."""
    return stream is not None and not stream.closed and stream.isatty()


def is_answering() -> bool:
    """Tell whether there is somebody at a terminal who can answer."""
    return at_terminal(sys.stdin) and at_terminal(sys.stdout)


def secret_asker() -> Callable[[str], str] | None:
    """Return what asks for a passphrase without showing it; None if there is nobody to ask."""
    import getpass

    return getpass.getpass if is_answering() else None
