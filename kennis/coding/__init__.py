"""Utterances + codebook → codings: codebook, lexicon, model, suggestions, log, agreement."""

from kennis.coding.agreement import compare_with_people, measure_agreement
from kennis.coding.append import check_coder_name
from kennis.coding.check import CoderCheck, check_coder
from kennis.coding.choose import next_to_code
from kennis.coding.codebook import DEFAULT_CODEBOOK, Code, Codebook, Insight, load_codebook
from kennis.coding.codebook_changes import add_code, merge_codes, rename_code, retire_code, split_code
from kennis.coding.copies import compare_copies
from kennis.coding.differences import differences_by, turns_to_discuss
from kennis.coding.explain import why_not
from kennis.coding.kinds import knowledge_forms, tell_kind
from kennis.coding.learn import learn_from
from kennis.coding.log import (
    MACHINES,
    NO_CODE,
    SETTLED,
    WITHDRAWN,
    accepted_codings,
    current_codings,
    describe_basis,
    founded_codings,
    founded_turns,
    open_suggestions,
    supported_codings,
)
from kennis.coding.memos import add_memo
from kennis.coding.overview import codebook_table, count_coded
from kennis.coding.reliability import measure_pairs, measure_reliability, measure_spans
from kennis.coding.retrieve import find_codings
from kennis.coding.settle import settle, settlements
from kennis.coding.strays import mend_codings
from kennis.coding.suggest import suggest_codings
from kennis.coding.trail import audit_trail

__all__ = [
    "DEFAULT_CODEBOOK",
    "MACHINES",
    "NO_CODE",
    "SETTLED",
    "WITHDRAWN",
    "Code",
    "Codebook",
    "CoderCheck",
    "Insight",
    "accepted_codings",
    "add_code",
    "add_memo",
    "audit_trail",
    "check_coder",
    "check_coder_name",
    "codebook_table",
    "compare_copies",
    "compare_with_people",
    "count_coded",
    "current_codings",
    "describe_basis",
    "differences_by",
    "find_codings",
    "founded_codings",
    "founded_turns",
    "knowledge_forms",
    "learn_from",
    "load_codebook",
    "measure_agreement",
    "measure_pairs",
    "measure_reliability",
    "measure_spans",
    "mend_codings",
    "merge_codes",
    "next_to_code",
    "open_suggestions",
    "rename_code",
    "retire_code",
    "settle",
    "settlements",
    "split_code",
    "suggest_codings",
    "supported_codings",
    "tell_kind",
    "turns_to_discuss",
    "why_not",
]
