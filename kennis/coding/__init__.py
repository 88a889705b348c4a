"""Utterances + codebook → codings: codebook, lexicon, model, suggestions, log, agreement."""

from kennis.coding.agreement import coding_matrix, compare_with_people, differing_turns, measure_agreement
from kennis.coding.check import CoderCheck, check_coder
from kennis.coding.choose import next_to_code
from kennis.coding.codebook import DEFAULT_CODEBOOK, Code, Codebook, Insight, load_codebook
from kennis.coding.explain import why_not
from kennis.coding.kinds import knowledge_forms, tell_kind
from kennis.coding.learn import learn_from
from kennis.coding.log import (
    MACHINES,
    NO_CODE,
    accepted_codings,
    current_codings,
    describe_basis,
    founded_codings,
    open_suggestions,
    supported_codings,
)
from kennis.coding.overview import codebook_table
from kennis.coding.suggest import suggest_codings

__all__ = [
    "DEFAULT_CODEBOOK",
    "MACHINES",
    "NO_CODE",
    "Code",
    "Codebook",
    "CoderCheck",
    "Insight",
    "accepted_codings",
    "check_coder",
    "codebook_table",
    "coding_matrix",
    "compare_with_people",
    "current_codings",
    "describe_basis",
    "differing_turns",
    "founded_codings",
    "knowledge_forms",
    "learn_from",
    "load_codebook",
    "measure_agreement",
    "next_to_code",
    "open_suggestions",
    "suggest_codings",
    "supported_codings",
    "tell_kind",
    "why_not",
]
