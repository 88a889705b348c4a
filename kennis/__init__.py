"""From what people said in Dutch meetings to what they learned. `import kennis as kn`.

The names a researcher needs are listed in `__init__.pyi`; each is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
