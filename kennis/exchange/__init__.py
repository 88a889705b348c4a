"""Other people's tools: tables for a report or another program."""

from kennis.exchange.sheets import export_workbook

__all__ = ["export_workbook"]
