"""From codings to what we can say: counts, voices, the ladder, the steps, quotes; and their figures."""

from kennis.insights.agreement_figures import plot_differences, plot_pairs, plot_reliability
from kennis.insights.along import show_insights
from kennis.insights.behind import show_behind
from kennis.insights.carriers import codes_over_time, count_new_codes, who_carries
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
from kennis.insights.figures_time import plot_codes_over_time, plot_transitions
from kennis.insights.find import find_turns, keyword_in_context
from kennis.insights.ladder import describe_transitions, ladder_by_meeting, step_order, step_transitions
from kennis.insights.quotes import pick_quotes
from kennis.insights.retrieve import quotes_by_code
from kennis.insights.show import Shown, show_quotes, show_table
from kennis.insights.style import Chart
from kennis.insights.theme_figures import (
    plot_theme_map,
    plot_theme_shares,
    plot_theme_stability,
    plot_theme_words,
    show_hierarchy,
    show_theme_map,
    show_theme_quotes,
)

__all__ = [
    "Chart",
    "Shown",
    "codes_by",
    "codes_over_time",
    "cooccurrence",
    "count_codes",
    "count_new_codes",
    "count_replacements",
    "count_study",
    "count_words",
    "describe_transitions",
    "find_turns",
    "keyword_in_context",
    "ladder_by_meeting",
    "pick_quotes",
    "plot_agreement",
    "plot_code_counts",
    "plot_codes_over_time",
    "plot_differences",
    "plot_ladder",
    "plot_pairs",
    "plot_polarity",
    "plot_reliability",
    "plot_steps",
    "plot_theme_map",
    "plot_theme_shares",
    "plot_theme_stability",
    "plot_theme_words",
    "plot_themes",
    "plot_transitions",
    "plot_voice_share",
    "plural_role",
    "quotes_by_code",
    "show_behind",
    "show_hierarchy",
    "show_insights",
    "show_quotes",
    "show_table",
    "show_theme_map",
    "show_theme_quotes",
    "step_order",
    "step_transitions",
    "voice_share",
    "who_carries",
]
