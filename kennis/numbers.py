"""Numbers as Dutch writes them."""


def thousands(number: int) -> str:
    """Write 12345 as `12.345`."""
    return f"{number:,}".replace(",", ".")
