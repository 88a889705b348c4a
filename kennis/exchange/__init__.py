"""Other people's tools: tables for a report, and exchange with programs for qualitative analysis (REFI-QDA)."""

from kennis.exchange.qda_codebook import export_qda_codebook, import_qda_codebook
from kennis.exchange.qda_import import QdaImport, import_qda
from kennis.exchange.qda_write import describe_qda, export_qda
from kennis.exchange.report import export_report
from kennis.exchange.sheets import export_workbook

__all__ = [
    "QdaImport",
    "describe_qda",
    "export_qda",
    "export_qda_codebook",
    "export_report",
    "export_workbook",
    "import_qda",
    "import_qda_codebook",
]
