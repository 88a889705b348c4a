from .people import merge_people as merge_people
from .read import SUPPORTED as SUPPORTED
from .read import list_sources as list_sources
from .read import passed_over as passed_over
from .read import read_source as read_source
from .source import Person as Person
from .source import Source as Source
from .source import people_frame as people_frame
