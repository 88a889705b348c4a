"""Making a theme a code of the codebook, with its first codings, by the rules of the codebook and of logs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding import add_code
from kennis.coding.append import check_coder_name
from kennis.coding.log import FROM_THEME
from kennis.study import Study
from kennis.tables import CODINGS, KennisError

if TYPE_CHECKING:
    from kennis.themes.find import Themes

_FIRST_QUOTES = 10


def promote_theme(
    study: Study, themes: Themes, cluster: str, *, slug: str, label: str, insight: str, definition: str,
    coder: str, why: str, quotes: list[str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Make a theme a code of the codebook, with its quotes as the first codings. All of it happens, or nothing.

    Args:
        study: the study.
        themes: what `find_themes` gave.
        cluster: the theme, such as `T05`.
        slug: the short name of the new code: small letters, digits and `_`.
        label: its name for readers.
        insight: the insight it belongs to, as the codebook calls it.
        definition: what it means.
        coder: who decides this; the codings go to the log of that name.
        why: the reason, for the audit trail.
        quotes: ids of the turns that become codings; without it the ten that fit best.

    Returns:
        The new codings (`tables.CODINGS`).

    Raises:
        KennisError: there is no such theme, a quote is not in it, `coder` is no person, or `coding.add_code` refuses the
            code.
    """
    check_coder_name(coder)
    turns = study.utterances.set_index("utterance_id")["text"]
    own = themes.clusters[(themes.clusters["cluster"] == cluster) & themes.clusters["utterance_id"].isin(turns.index)]
    if own.empty:
        raise KennisError(f"Thema '{cluster}' is er niet. Kies uit: {', '.join(themes.summary['cluster']) or 'geen'}.")
    best = own.sort_values(["strength", "utterance_id"], ascending=[False, True])["utterance_id"]
    chosen = list(best.head(_FIRST_QUOTES)) if quotes is None else quotes
    if strange := sorted(set(chosen) - set(own["utterance_id"])):
        raise KennisError(f"Beurt {strange[0]} hoort niet bij thema '{cluster}'.")
    new = pd.DataFrame(
        {
            "utterance_id": chosen, "start": 0, "stop": turns.loc[chosen].str.len().to_numpy(), "code": slug,
            "polarity": "", "coder": coder, "status": "geaccepteerd", "score": float("nan"),
            "evidence": f"{FROM_THEME}{cluster}", "memo": "", "at": datetime.now().isoformat(timespec="seconds"),
        }
    )  # fmt: skip
    with study.one_change() as change:
        add_code(change, slug, label=label, insight=insight, definition=definition, by=coder, why=why)
        change.add_rows(f"coderingen/{coder}.csv", new, CODINGS)
    return new
