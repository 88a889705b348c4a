"""What critical friends get: the notebooks as pages, and the factsheet."""

from kennis.publish.factsheet import Factsheet, make_factsheet
from kennis.publish.factsheet_pages import write_factsheet
from kennis.publish.notebooks import copy_notebooks, execute_notebook, find_notebooks, store_notebooks
from kennis.publish.site import Page, describe_making, render_site, write_pages

__all__ = [
    "Factsheet",
    "Page",
    "copy_notebooks",
    "describe_making",
    "execute_notebook",
    "find_notebooks",
    "make_factsheet",
    "render_site",
    "store_notebooks",
    "write_factsheet",
    "write_pages",
]
