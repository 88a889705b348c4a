"""Other people's tools: tables for a report or another program."""

from kennis.exchange.report import export_report
from kennis.exchange.sheets import export_workbook

__all__ = ["export_report", "export_workbook"]
