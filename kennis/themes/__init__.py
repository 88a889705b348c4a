"""Emergent themes: utterances that speak of the same thing."""

from kennis.themes.find import Themes, distinctive_words, find_themes, typical_quotes
from kennis.themes.vectors import lemma_table, make_vectors

__all__ = ["Themes", "distinctive_words", "find_themes", "lemma_table", "make_vectors", "typical_quotes"]
