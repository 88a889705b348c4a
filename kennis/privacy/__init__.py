"""Who is in the text, and out it goes: recognise, resolve, replace, and keep the key apart.

The names are listed in `__init__.pyi`; each is loaded when it is first used, so that recognising needs no pandas.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
