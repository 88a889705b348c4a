"""What shows itself in JupyterLab: turns with their codes marked in the running text."""

from kennis.lab.highlight import show_codings

__all__ = ["show_codings"]
