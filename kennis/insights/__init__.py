"""From codings to what we can say: counts, voices, the ladder, the steps, quotes; and their figures."""

from kennis.insights.counts import (
    codes_by,
    cooccurrence,
    count_codes,
    count_replacements,
    count_study,
    count_words,
    plural_role,
    voice_share,
)
from kennis.insights.figures import (
    plot_agreement,
    plot_code_counts,
    plot_ladder,
    plot_polarity,
    plot_steps,
    plot_themes,
    plot_voice_share,
)
from kennis.insights.ladder import ladder_by_meeting, step_order
from kennis.insights.quotes import pick_quotes
from kennis.insights.show import Shown, show_quotes, show_table
from kennis.insights.style import Chart
from kennis.insights.theme_figures import (
    plot_theme_map,
    plot_theme_shares,
    plot_theme_stability,
    plot_theme_words,
    show_hierarchy,
    show_theme_map,
)

__all__ = [
    "Chart",
    "Shown",
    "codes_by",
    "cooccurrence",
    "count_codes",
    "count_replacements",
    "count_study",
    "count_words",
    "ladder_by_meeting",
    "pick_quotes",
    "plot_agreement",
    "plot_code_counts",
    "plot_ladder",
    "plot_polarity",
    "plot_steps",
    "plot_theme_map",
    "plot_theme_shares",
    "plot_theme_stability",
    "plot_theme_words",
    "plot_themes",
    "plot_voice_share",
    "plural_role",
    "show_hierarchy",
    "show_quotes",
    "show_table",
    "show_theme_map",
    "step_order",
    "voice_share",
]
