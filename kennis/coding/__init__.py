"""Utterances + codebook → codings: codebook, lexicon, model, suggestions, log, agreement."""

from kennis.coding.agreement import coding_matrix, compare_with_people, differing_turns, measure_agreement
from kennis.coding.append import check_coder
from kennis.coding.codebook import DEFAULT_CODEBOOK, Code, Codebook, Insight, load_codebook
from kennis.coding.copies import compare_copies
from kennis.coding.log import (
    MACHINES,
    NO_CODE,
    WITHDRAWN,
    accepted_codings,
    current_codings,
    describe_basis,
    founded_codings,
    open_suggestions,
    supported_codings,
)
from kennis.coding.overview import codebook_table, count_coded
from kennis.coding.retrieve import find_codings
from kennis.coding.suggest import suggest_codings

__all__ = [
    "DEFAULT_CODEBOOK",
    "MACHINES",
    "NO_CODE",
    "WITHDRAWN",
    "Code",
    "Codebook",
    "Insight",
    "accepted_codings",
    "check_coder",
    "codebook_table",
    "coding_matrix",
    "compare_copies",
    "compare_with_people",
    "count_coded",
    "current_codings",
    "describe_basis",
    "differing_turns",
    "find_codings",
    "founded_codings",
    "load_codebook",
    "measure_agreement",
    "open_suggestions",
    "suggest_codings",
    "supported_codings",
]
