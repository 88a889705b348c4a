"""A study as a small site: one file for readers, a page per notebook for researchers; nothing from outside, readable offline."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kennis.errors import why
from kennis.insights.style import FONTS
from kennis.privacy import Key, describe_leaks, find_leaks
from kennis.publish.material import gather
from kennis.publish.notebooks import execute_notebook, find_notebooks, without_empty_sections
from kennis.publish.pages import reader_values
from kennis.publish.targets import CLAIMS, FIGURES, MEANINGS, TARGET_KINDS
from kennis.study import Study
from kennis.tables import VERDICTS, KennisError, Refused, write_bytes

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
NOT_SHARED = (
    "niet_delen"  # a cell with this tag is for the researcher: it stays in the notebook; on the first cell, all of it
)


# What we say ourselves where a page fills something in.
_OURS = frozenset({*TARGET_KINDS.values(), *FIGURES.values(), *CLAIMS.values(), *MEANINGS.values(), *VERDICTS.values()})


@dataclass(frozen=True)
class Page:
    """One page of the site: its file, its full and short title, its first sentence and its HTML body."""

    file: str
    title: str
    short: str
    lead: str
    body: str


def render_site(
    study: Study,
    out: str | Path,
    *,
    made_with: str,
    key: Key | None = None,
    also: Sequence[tuple[str, str]] = (),
    beside: Mapping[str, bytes] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Make the pages for readers, execute the study's notebooks, and write all of it as a self-contained site.

    Args:
        study: the study, as its participants agreed to.
        out: the site's folder; pages of an earlier site in it are replaced, other files stay.
        made_with: the sentence at the foot of each page: which pipeline, codebook and package version.
        key: who is who, so that the gate knows the names that must not leave.
        also: other files in the folder that the menu leads to, with what they are called.
        beside: other files to write along, by name, that passed the gate already: all are written, or none.
        progress: called with a Dutch line for each finished page.

    Returns:
        The path of `index.html`.

    Raises:
        KennisError: there are no notebooks, one of them fails, the codebook or the questions cannot be read, or the
            folder cannot be written in.
        Refused: the gate found something that identifies somebody; nothing is written.
    """
    refuse_unwritable(out)
    notebooks = [path for path in find_notebooks(study) if _is_shared(path)]
    if not notebooks:
        raise KennisError("Er zijn geen notebooks om pagina's van te maken. Zet ze in de map notebooks/ van je studie.")
    # A kernel is a process of its own: two of them keep two cores busy, while this one makes the readers' pages.
    with ThreadPoolExecutor(max_workers=2) as workers:
        waiting = [workers.submit(_read_page, path, study, progress) for path in notebooks]
        try:
            values = reader_values(gather(study))
            pages = [one.result() for one in waiting]
        except BaseException:
            workers.shutdown(cancel_futures=True)
            raise
    return write_pages(study, values, pages, Path(out), made_with=made_with, key=key, also=also, beside=beside)


def refuse_unwritable(out: str | Path) -> None:
    """Refuse a folder that cannot be made or written in, before the long work begins; makes nothing.

    Raises:
        KennisError: the folder, or one above it, is a file, or is not ours to write in.
    """
    home = next(path for path in (Path(out), *Path(out).parents, Path()) if path.exists())
    if not home.is_dir():
        raise KennisError(f"In '{out}' kan niets komen te staan: '{home}' is een bestand. Kies een map.")
    try:
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        cause, remedy = why(error)
        raise KennisError(
            f"In de map '{out}' kan kennis niet schrijven, want {cause}. {remedy} en probeer het opnieuw."
        ) from error


def write_pages(
    study: Study,
    values: dict[str, Any],
    pages: list[Page],
    out: Path,
    *,
    made_with: str,
    key: Key | None = None,
    also: Sequence[tuple[str, str]] = (),
    beside: Mapping[str, bytes] | None = None,
) -> Path:
    """Write the readers' file and the finished pages, if the gate lets them pass.

    What an earlier run wrote and this one does not is removed.

    Args:
        study: the study.
        values: what the readers' file holds (see `pages.reader_values`).
        pages: the notebooks, rendered.
        out: the site's folder.
        made_with: the sentence at the foot of each page.
        key: who is who.
        also: other files in the folder that the menu leads to, with what they are called.
        beside: other files to write along, by name, that passed the gate already.

    Raises:
        Refused: the gate found something that identifies somebody; nothing is written.
    """
    common = {
        "study_title": study.settings.title,
        "about": study.settings.about,
        "invented": study.settings.invented,
        "pages": pages,
        "also": also,
        "made_with": f"{made_with} Gegevens {values['data_mark']}.",
        "style": _style(),
        "style_hash": _csp_hash(_style()),
    }
    _pass_the_gate(_lay_out(values, pages, common | {"bare": True}), key, study.path)
    files = _lay_out(values, pages, common)
    whole = {name: html.encode("utf-8") for name, html in files.items()} | dict(beside or {})
    for name, data in whole.items():
        write_bytes(out / name, data)
    for old in out.glob("*.html"):
        if old.name not in whole and 'class="study"' in old.read_text(encoding="utf-8", errors="replace"):
            old.unlink()
    return out / "index.html"


def _lay_out(values: dict[str, Any], pages: list[Page], common: dict[str, Any]) -> dict[str, str]:
    files = {"index.html": reader_html(values, **common)}
    for page, following in zip_longest(pages, pages[1:]):
        files[page.file] = _template(
            "page.html.j2", title=page.title, file=page.file, body=page.body, next=following, **common
        )
    return files


def reader_html(values: dict[str, Any], **common: Any) -> str:
    """Return the readers' file: every page a section, of which the script shows one at a time."""
    script = "0" if common.get("bare") else (TEMPLATES / "reader.js").read_text(encoding="utf-8")
    return _template(
        "page.html.j2",
        title=common["study_title"],
        body=_template("reader.html.j2", **common | values),
        menu=_menu(values),
        script=script,
        script_hash=_csp_hash(script),
        **common | {name: values[name] for name in ("study_mark", "version", "reader_kinds")},
    )


def _menu(values: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the way through the readers' pages: section, what it is called, and whether it lies under the one before."""
    entries = [
        ("start", "Begin", False),
        ("inzichten", "Inzichten", False),
        *[(f"inzicht-{insight['slug']}", insight["label"], True) for insight in values["insights"]],
        ("themas", "Thema’s", False),
        ("citaten", "Alle citaten", False),
        *([("ladder", "Ladder", False)] if values["rungs"] else []),
        *([("stappen", "Stappen", False)] if values["steps"] else []),
        ("woorden", "Woordenlijst", False),
        ("gemaakt", "Hoe gemaakt", False),
        *([("veranderd", "Wat veranderde", False)] if values["changes"] else []),
        ("vragen", "Vragen aan jou", False),
    ]
    return entries


def checking(study: Path) -> str:
    """Return the command that looks through a study, as it can be typed."""
    return f'kennis check "{study}" --study "{study}"'


def _pass_the_gate(files: dict[str, str], key: Key | None, study: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, html in files.items():
            (Path(folder) / name).write_text(html, encoding="utf-8")
        leaks = find_leaks([folder], key=key)
    if len(leaks):
        raise Refused(
            "De pagina's zijn niet gemaakt: er staat nog iets in dat iemand herkenbaar maakt.\n"
            f"{describe_leaks(leaks)}\nWaar het in de studie staat, zoek je op met: {checking(study)}. Vervang het in de studie en probeer het opnieuw."
        )


def describe_making(*, pipeline: str, codebook: str) -> str:
    """Say with what the pages were made, for the foot of each page."""
    return f"Gemaakt met kennis {version('kennis')}, taalmodel {pipeline}, codeboek {codebook}."


def _is_shared(path: Path) -> bool:
    """Tell whether a notebook is for readers too. One that cannot be read is told about where it is executed."""
    try:
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        return NOT_SHARED not in first["metadata"].get("tags", ())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return True


def _read_page(path: Path, study: Study, progress: Callable[[str], None] | None) -> Page:
    page = _to_page(path.stem, without_empty_sections(execute_notebook(path, study)))
    if progress:
        progress(page.title)
    return page


def _to_page(stem: str, notebook: NotebookNode) -> Page:
    html = _to_html(notebook)
    title = _first(r"<h1[^>]*>(.*?)</h1>", html) or stem
    lead = _first(r"<p[^>]*>(.*?)</p>", html)
    return Page(f"{stem}.html", title, re.split(r"[:?]", title)[0], lead.split(". ")[0].rstrip(".") + ".", html)


def _to_html(notebook: NotebookNode) -> str:
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    config = Config({"TagRemovePreprocessor": {"enabled": True, "remove_cell_tags": [NOT_SHARED]}})
    exporter = HTMLExporter(
        config=config,
        template_name="basic",
        embed_images=True,
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    # A chart's table of words is for the screen reader; scripts and widget state have no place on a page.
    body, _ = exporter.from_notebook_node(notebook)
    if re.search(r"<script\b", body, flags=re.IGNORECASE):
        raise KennisError(
            "Een van de notebooks bevat een script. Dat mag niet op een pagina. Haal de cel met het script weg."
        )
    # Styles inside a tag are refused by the page's own security policy.
    body = re.sub(r'\sstyle="[^"]*"', "", body)
    # A figure that is wider than a phone scrolls; the keyboard must reach it to do so.
    return re.sub(r'(?<=<div class="output_png)([^"]*")', r'\1 tabindex="0" role="group" aria-label="Figuur"', body)


def _template(template_name: str, *, bare: bool = False, **values: object) -> str:
    """Fill in a template; `bare` leaves our own words out, so that the gate sees only what the study put there.

    Who is called `Vraag` in a study is not named where a page of ours says `Vraag:`. Lines stay where they are.
    """
    from jinja2 import Environment, FunctionLoader
    from markupsafe import Markup

    def load(name: str) -> str:
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        return _without_words(source) if bare else source

    def shown(value: object) -> object:
        return "…" if bare and isinstance(value, str) and value in _OURS else value

    environment = Environment(loader=FunctionLoader(load), autoescape=True, trim_blocks=True, finalize=shown)
    safe = {key: Markup(value) if key in {"body", "style", "script"} else value for key, value in values.items()}  # noqa: S704 - our own, escaped where made
    return environment.get_template(template_name).render(**safe)


def _without_words(source: str) -> str:
    """Take the words between the tags out of a template; tags, what is filled in and the breaks between lines stay."""
    kept, in_tag = [], False
    for place, part in enumerate(re.split(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", source, flags=re.DOTALL)):
        if place % 2:
            kept.append(part)
            continue
        for piece in re.split(r"([<>])", part):
            in_tag = piece == "<" or (in_tag and piece != ">")
            kept.append(piece if in_tag else re.sub(r"\w+", "…", piece))
    return "".join(kept)


@cache
def _style() -> str:
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    for mark, weight in (("@@REGULAR@@", 400), ("@@BOLD@@", 700)):
        font = FONTS / f"atkinson-hyperlegible-next-latin-{weight}-normal.woff2"
        css = css.replace(mark, base64.b64encode(font.read_bytes()).decode("ascii"))
    return css


def _csp_hash(text: str) -> str:
    """Return by which hash a page's policy allows a style or script of its own."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _first(pattern: str, html: str) -> str:
    found = re.search(pattern, html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""
