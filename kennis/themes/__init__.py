"""Emergent themes: utterances that speak of the same thing."""

from kennis.themes.describe import deviant_quotes, distinctive_words, typical_quotes
from kennis.themes.find import Themes, find_themes
from kennis.themes.vectors import lemma_table, make_vectors

__all__ = ["Themes", "deviant_quotes", "distinctive_words", "find_themes", "lemma_table", "make_vectors", "typical_quotes"]
