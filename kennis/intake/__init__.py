"""Intake: a file → utterances. One reader a format, one shared turn-splitter.

The names are listed in `__init__.pyi`; each is loaded when it is first used: recognising names reads `roles`, and
needs no pandas.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
