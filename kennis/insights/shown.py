"""What of a table may be shown to readers: whose words, and which role beside them."""

from __future__ import annotations

import pandas as pd

from kennis.privacy import only_quotable
from kennis.tables import with_shown_roles


def showable(turns: pd.DataFrame) -> pd.DataFrame:
    """Keep what may be quoted, with roles as they may be shown; everything that shows words to readers asks this."""
    return with_shown_roles(only_quotable(turns))
