"""Tests of the room `kennis.intake` (a package, so that another room may have a `test_read.py` too)."""
