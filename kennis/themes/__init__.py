"""Emergent themes: utterances that speak of the same thing."""

from kennis.themes.against import judge_themes, theme_codes
from kennis.themes.describe import count_themes, distinctive_words, least_fitting_quotes, theme_voices, typical_quotes
from kennis.themes.find import Themes, find_themes
from kennis.themes.layout import theme_hierarchy
from kennis.themes.match import compare_themes
from kennis.themes.promote import promote_theme
from kennis.themes.study import name_themes, save_themes, split_theme, study_themes, theme_names, themes_within
from kennis.themes.vectors import lemma_table, make_vectors

__all__ = [
    "Themes",
    "compare_themes",
    "count_themes",
    "distinctive_words",
    "find_themes",
    "judge_themes",
    "least_fitting_quotes",
    "lemma_table",
    "make_vectors",
    "name_themes",
    "promote_theme",
    "save_themes",
    "split_theme",
    "study_themes",
    "theme_codes",
    "theme_hierarchy",
    "theme_names",
    "theme_voices",
    "themes_within",
    "typical_quotes",
]
