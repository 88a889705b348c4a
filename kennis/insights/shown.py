"""What of a table may be shown to readers: whose words, and which role beside them."""

from __future__ import annotations

import pandas as pd

from kennis.privacy import only_quotable
from kennis.tables import with_shown_roles

OWN_NAME = "[naam]"


def without_own_number(text: str, speaker: str) -> str:
    """Take out of a quote the number of who says it: beside a role it would tell whose all other words are."""
    return text.replace(f"[{speaker}]", OWN_NAME) if speaker else text


def showable(turns: pd.DataFrame) -> pd.DataFrame:
    """Keep what may be quoted, with roles as they may be shown; everything that shows words to readers asks this."""
    return with_shown_roles(only_quotable(turns))
