"""The factsheet laid out: a page for the site, and an accessible PDF (PDF/UA-1) for print."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kennis.insights.style import FONTS
from kennis.insights.words import percent_of
from kennis.privacy import Key, describe_leaks, find_leaks
from kennis.publish.factsheet import Factsheet
from kennis.publish.site import _csp_hash, _style, checking, refuse_unwritable
from kennis.tables import KennisError, Refused, write_bytes

TEMPLATES = Path(__file__).parent / "templates"
HTML, PDF = "factsheet.html", "factsheet.pdf"


def factsheet_files(
    sheet: Factsheet, *, made_with: str, site: bool, study: Path, key: Key | None = None
) -> dict[str, bytes]:
    """Lay the factsheet out as a page and as a PDF, if the gate lets both pass.

    Args:
        sheet: see `factsheet.make_factsheet`.
        made_with: the sentence at the foot: which pipeline, codebook and package version.
        site: whether the readers' pages lie beside it.
        study: the folder of the study, for the message of the gate.
        key: who is who, so that the gate knows the names that must not leave.

    Returns:
        The files by name; the same factsheet gives the same bytes.

    Raises:
        Refused: the gate found something that identifies somebody.
        KennisError: the PDF cannot be made to the standard.
    """
    files = {
        HTML: factsheet_html(sheet, made_with=made_with, site=site).encode("utf-8"),
        PDF: factsheet_pdf(sheet, made_with=made_with),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        leaks = find_leaks([folder], key=key)
    if len(leaks):
        raise Refused(
            "De factsheet is niet gemaakt: er staat nog iets in dat iemand herkenbaar maakt.\n"
            f"{describe_leaks(leaks)}\nWaar het in de studie staat, zoek je op met: {checking(study)}. Vervang het in de studie of in factsheet.yaml en probeer het opnieuw."
        )
    return files


def write_factsheet(
    sheet: Factsheet, out: str | Path, *, made_with: str, study: Path, key: Key | None = None
) -> list[Path]:
    """Write the factsheet as a page and as a PDF into a folder, often that of the site (see `factsheet_files`).

    Returns:
        The paths of `factsheet.html` and `factsheet.pdf`.

    Raises:
        Refused, KennisError: see `factsheet_files`; nothing is written.
    """
    refuse_unwritable(out)
    site = (Path(out) / "index.html").exists()
    files = factsheet_files(sheet, made_with=made_with, site=site, study=study, key=key)
    for name, data in files.items():
        write_bytes(Path(out) / name, data)
    return [Path(out) / name for name in files]


def factsheet_pdf(sheet: Factsheet, *, made_with: str) -> bytes:
    """Lay the factsheet out as a tagged PDF (PDF/UA-1, ISO 14289-1), A4, with the shipped typeface embedded.

    Raises:
        KennisError: the result would break the standard.
    """
    import typst

    try:
        made = typst.compile(  # type: ignore[call-overload]  # its stub wants all paths to be bytes when the input is
            (TEMPLATES / "factsheet.typ").read_bytes(),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_plain(sheet, made_with), ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=0,
            format="pdf",
        )
    except (typst.TypstError, RuntimeError) as error:
        raise KennisError(
            f"De factsheet kan geen toegankelijke pdf worden ({str(error).splitlines()[0]}). Kijk of elke kop in factsheet.yaml gevuld is."
        ) from error
    if not isinstance(made, bytes):
        raise KennisError("De factsheet kan geen pdf worden. Kijk of factsheet.yaml gevuld is en probeer het opnieuw.")
    return made


def factsheet_html(sheet: Factsheet, *, made_with: str, site: bool = False) -> str:
    """Lay the factsheet out as one page that asks nothing from outside; it leads to the readers' pages if they lie beside it (`site`)."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    style = _style() + (TEMPLATES / "factsheet.css").read_text(encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    values = _plain(sheet, made_with) | {"site": site, "style": Markup(style), "style_hash": _csp_hash(style)}  # noqa: S704 - our own
    return environment.get_template("factsheet.html.j2").render(**values)


def _plain(sheet: Factsheet, made_with: str) -> dict[str, Any]:
    """Return the factsheet as plain data for the templates."""
    data = asdict(sheet)
    for insight in data["insights"]:
        if insight["example"]:
            insight["example"]["number"] = insight["example"].pop("utterance_id")
        for kind in ("quotes", "others"):
            insight[kind] = [
                {name: quote[name] for name in ("text", "role", "shows", "proposed")}
                | {"number": quote["utterance_id"]}
                for quote in insight[kind]
            ]
    data["steps"] = [{"heading": heading, "lines": lines} for heading, lines in data["steps"]]
    data["voices"] = [
        [role, words, coded, f"{percent_of(words)} van de woorden", f"{percent_of(coded)} van de codes"]
        for role, words, coded in sheet.voices
    ]
    told = [f"{role}: {words}, {coded}" for role, _, _, words, coded in data["voices"]]
    data["voices_alt"] = "Staven per rol. " + "; ".join(told) + "."
    return data | {"made_with": made_with}
