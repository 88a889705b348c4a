"""What critical friends get, and what they give back: pages and a factsheet to read, answers to take in."""

from kennis.publish.factsheet import Factsheet, make_factsheet
from kennis.publish.factsheet_file import is_ours, mark_as_ours
from kennis.publish.factsheet_pages import HTML as FACTSHEET
from kennis.publish.factsheet_pages import factsheet_files, write_factsheet
from kennis.publish.feedback import (
    count_responses,
    list_lost_decisions,
    list_responses,
    list_traceable,
    responses_by_reader,
)
from kennis.publish.material import copy_questions
from kennis.publish.notebooks import copy_notebooks, execute_notebook, find_notebooks, is_as_shipped, store_notebooks
from kennis.publish.reading import describe_reading, measure_reading
from kennis.publish.replies import check_replies, find_in_replies
from kennis.publish.responses import TakenIn, take_in_responses
from kennis.publish.site import Page, describe_making, refuse_unwritable, render_site, write_pages

__all__ = [
    "FACTSHEET",
    "Factsheet",
    "Page",
    "TakenIn",
    "check_replies",
    "copy_notebooks",
    "copy_questions",
    "count_responses",
    "describe_making",
    "describe_reading",
    "execute_notebook",
    "factsheet_files",
    "find_in_replies",
    "find_notebooks",
    "is_as_shipped",
    "is_ours",
    "list_lost_decisions",
    "list_responses",
    "list_traceable",
    "make_factsheet",
    "mark_as_ours",
    "measure_reading",
    "refuse_unwritable",
    "render_site",
    "responses_by_reader",
    "store_notebooks",
    "take_in_responses",
    "write_factsheet",
    "write_pages",
]
