"""Who is in the text, and out it goes: recognise, resolve, replace, and keep the key apart."""

from kennis.privacy.carry import carry_offsets
from kennis.privacy.find import find_candidates, find_doubtful, find_in_file, find_spans
from kennis.privacy.gate import describe_leaks, find_leaks, small_cells
from kennis.privacy.key import Key, KeyPerson, key_path, load_key, save_key
from kennis.privacy.replace import Anonymised, anonymise
from kennis.privacy.roster import Person, Roster, make_roster
from kennis.privacy.spans import KINDS, Span

__all__ = [
    "KINDS",
    "Anonymised",
    "Key",
    "KeyPerson",
    "Person",
    "Roster",
    "Span",
    "anonymise",
    "carry_offsets",
    "describe_leaks",
    "find_candidates",
    "find_doubtful",
    "find_in_file",
    "find_leaks",
    "find_spans",
    "key_path",
    "load_key",
    "make_roster",
    "save_key",
    "small_cells",
]
