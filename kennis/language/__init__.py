"""Text → Dutch analysis: pipeline, lemmas, compounds, split verbs, negation."""

from kennis.language.content import content_lemmas
from kennis.language.pipeline import analyse, describe_pipeline, load_pipeline

__all__ = ["analyse", "content_lemmas", "describe_pipeline", "load_pipeline"]
