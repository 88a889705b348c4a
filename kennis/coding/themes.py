"""The level at which the learned coder decides: the three values one by one, the other insights whole."""

from __future__ import annotations

from kennis.coding.codebook import Code, Codebook

# The starter set names two insights otherwise than the codebook does.
STARTER_NAMES = {"ervaring_delen": "ervaringsdeler", "inzet": "processtappen"}


def theme_of(code: Code) -> str:
    """Return the theme of a code: itself for a code with a polarity, else its insight."""
    return code.slug if code.polar else code.insight


def themes_of(codebook: Codebook) -> tuple[str, ...]:
    """Return the themes of a codebook, in the order of its codes."""
    return tuple(dict.fromkeys(theme_of(code) for code in codebook.codes))
