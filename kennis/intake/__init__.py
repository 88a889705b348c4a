"""Intake: a file → utterances. One reader a format, one shared turn-splitter."""

from kennis.intake.people import merge_people
from kennis.intake.read import SUPPORTED, list_sources, read_source
from kennis.intake.source import Person, Source, people_frame

__all__ = ["SUPPORTED", "Person", "Source", "list_sources", "merge_people", "people_frame", "read_source"]
