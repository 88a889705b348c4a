"""Who is in the text, and out it goes: recognise, resolve, replace, and keep the key apart."""

from kennis.privacy.carry import carry_offsets, moves_between
from kennis.privacy.consent import MAY_QUOTE, AgreedStudy, analysable, only_quotable, open_study, publishable, quotable
from kennis.privacy.find import find_candidates, find_doubtful, find_in_file, find_spans
from kennis.privacy.gate import describe_leaks, find_leaks, small_cells
from kennis.privacy.key import (
    NEW_PASSPHRASE,
    PASSPHRASE,
    Key,
    KeyPerson,
    is_key_sealed,
    key_path,
    load_key,
    new_passphrase,
    passphrase_of,
    save_key,
    without_person,
)
from kennis.privacy.replace import Anonymised, anonymise
from kennis.privacy.report import (
    count_decisions,
    count_found,
    describe_left,
    estimate_left,
    pick_rechecks,
    tally_found,
)
from kennis.privacy.review import Decisions, append_always, decide, describe_finding, list_findings
from kennis.privacy.roster import Person, Roster, make_roster
from kennis.privacy.spans import KINDS, Span
from kennis.privacy.withdraw import Withdrawn, find_traces, forget_in, telling_words, withdraw

__all__ = [
    "KINDS",
    "MAY_QUOTE",
    "NEW_PASSPHRASE",
    "PASSPHRASE",
    "AgreedStudy",
    "Anonymised",
    "Decisions",
    "Key",
    "KeyPerson",
    "Person",
    "Roster",
    "Span",
    "Withdrawn",
    "analysable",
    "anonymise",
    "append_always",
    "carry_offsets",
    "count_decisions",
    "count_found",
    "decide",
    "describe_finding",
    "describe_leaks",
    "describe_left",
    "estimate_left",
    "find_candidates",
    "find_doubtful",
    "find_in_file",
    "find_leaks",
    "find_spans",
    "find_traces",
    "forget_in",
    "is_key_sealed",
    "key_path",
    "list_findings",
    "load_key",
    "make_roster",
    "moves_between",
    "new_passphrase",
    "only_quotable",
    "open_study",
    "passphrase_of",
    "pick_rechecks",
    "publishable",
    "quotable",
    "save_key",
    "small_cells",
    "tally_found",
    "telling_words",
    "withdraw",
    "without_person",
]
