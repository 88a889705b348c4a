"""What shows itself in JupyterLab: codes marked in the running text, found passages, and coding by hand."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "coder": ["CodingWidget", "code_by_hand"],
        "found": ["show_found"],
        "highlight": ["show_codings"],
        "reader": ["ReadingWidget", "read_codings"],
        "settler": ["SettlingWidget", "settle_by_hand"],
    },
)
