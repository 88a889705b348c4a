"""Numbers and short lists as Dutch writes them."""

from collections.abc import Sequence

_FEW = 5


def thousands(number: int) -> str:
    """Write 12345 as `12.345`."""
    return f"{number:,}".replace(",", ".")


def first_few(names: Sequence[object]) -> str:
    """Name the first of them, and say that there are more: `4, 9, 12, 13, 20 en verder`."""
    return ", ".join(map(str, names[:_FEW])) + (" en verder" if len(names) > _FEW else "")


def count(number: int, one: str, more: str) -> str:
    """Say a number with its word: `1 beurt`, `1.200 beurten`."""
    return f"{thousands(number)} {one if number == 1 else more}"
