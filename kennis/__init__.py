"""From what people said in Dutch meetings to what they learned. `import kennis as kn`.

The names a researcher needs are listed in `__init__.pyi`; each is loaded when it is first used, and takes what it is given
through `entrance`.
"""

import inspect as _inspect
from typing import Any as _Any

import lazy_loader

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> _Any:
    value = _load(name)
    if _inspect.isfunction(value):
        from kennis.entrance import guarded

        value = guarded(value)
        globals()[name] = value
    return value
