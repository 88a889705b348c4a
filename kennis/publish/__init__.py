"""What critical friends get: the notebooks as pages."""

from kennis.publish.notebooks import copy_notebooks, execute_notebook, find_notebooks, store_notebooks
from kennis.publish.site import Page, describe_making, render_site, write_pages

__all__ = [
    "Page",
    "copy_notebooks",
    "describe_making",
    "execute_notebook",
    "find_notebooks",
    "render_site",
    "store_notebooks",
    "write_pages",
]
