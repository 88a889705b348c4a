"""A small study with codes, made by hand, and its site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from kennis.coding import DEFAULT_CODEBOOK
from kennis.privacy import AgreedStudy
from kennis.publish import Page, write_pages
from kennis.publish.material import gather
from kennis.publish.pages import reader_values
from kennis.study import Study, create_study, open_study

SAID = [
    ("P01", "ervaringsdeskundige", "Ik durfde het eerst niet te zeggen, maar toen zei ik het toch.", "moed", "aanwezig"),
    ("P02", "uitvoerder", "Wij hielden allemaal onze mond, ook toen het echt misging.", "moed", "afwezig"),
    ("P03", "ervaringsdeskundige", "Zij belde terug op de dag die ze noemde, dus ik geloofde haar.", "vertrouwen", "aanwezig"),
    ("P04", "uitvoerder", "Ze wilden elke maand mijn papieren zien, alsof ik zou liegen.", "vertrouwen", "afwezig"),
    ("P05", "ervaringsdeskundige", "Aan die tafel telde mijn verhaal net zo zwaar als hun cijfers.", "gelijkwaardigheid", "aanwezig"),
    ("P06", "uitvoerder", "Ik vertelde mijn team dat ik zelf ook ooit een uitkering had.", "ervaring_delen", ""),
    ("P07", "ervaringsdeskundige", "Het was nog te rauw, ik kreeg de woorden niet over mijn lippen.", "drempel", ""),
    ("P08", "uitvoerder", "De inwoners beslisten samen met ons waar het geld naartoe ging.", "meebeslissen", ""),
    ("P09", "beleidsmedewerker", "We maakten de brief samen, van het eerste woord tot het laatste.", "coproduceren", ""),
    ("P10", "uitvoerder", "Op papier klopte het, maar thuis stond de verwarming uit.", "leefwereld_systeemwereld", ""),
    ("P11", "ervaringsdeskundige", "Een vaste buddy en betaalde uren, zonder dat begin ik er niet aan.", "voorwaarden", ""),
    ("P12", "uitvoerder", "Zij kreeg bloemen, en later ook gewoon een contract met loon.", "waardering", ""),
]  # fmt: skip


def make_study(folder: Path) -> Study:
    """A study of twelve coded turns in two meetings."""
    study = create_study(folder, title="Proefstudie", codebook=DEFAULT_CODEBOOK.read_text("utf-8"))
    rows = pd.DataFrame(SAID, columns=["speaker", "role", "text", "code", "polarity"])
    for place, part in enumerate((rows.iloc[:6], rows.iloc[6:])):
        turns = part[["speaker", "role", "text"]].assign(turn=range(1, 7))
        study.add_transcript(turns, meeting={"group": "Berk", "title": "Gesprek"}, fingerprint=str(place))
    study.add_speakers(rows[["speaker", "role"]])
    ids = study.utterances["utterance_id"].to_list()
    codings = rows[["code", "polarity"]].assign(utterance_id=ids, start=0, stop=rows["text"].str.len(), coder="a")
    study.save_codings(codings.assign(status="geaccepteerd"), coder="a")
    return open_study(folder)


def render(study: Study, out: Path) -> Path:
    """Make the site without running notebooks: those have tests of their own."""
    agreed = AgreedStudy(study.path, study.settings)
    notebook = Page("00_proef.html", "Proef", "Proef", "Een zin.", "<h1>Proef</h1><p>Een zin.</p>")
    return write_pages(agreed, reader_values(gather(agreed)), [notebook], out, made_with="Gemaakt met kennis.")


def render_small(folder: Path) -> Path:
    """The site of the small study, for looking at only."""
    return render(make_study(folder / "klein"), folder / "site")


@contextmanager
def on_a_phone(browser: Any, site: Path, *, width: int, height: int) -> Iterator[Any]:
    """Open a site offline on a small screen."""
    context = browser.new_context(offline=True, viewport={"width": width, "height": height}, locale="nl-NL")
    page = context.new_page()
    page.goto(site.as_uri())
    yield page
    context.close()
