"""Write the dataset out: JSON Lines, CSV, Parquet, an Excel workbook or a data package, with a manifest beside it.

    current answers → rows → masked → shaped (answers, long, wide) → written

The rows are the answers as they stand now, a person's label before the machine's. A file is written whole
or not at all, and rows and columns keep their order, so that nothing changed means the same bytes.
"""

from classifier.export.masking import masked
from classifier.export.rows import Extra, export_rows
from classifier.export.shapes import FORMS, Form
from classifier.export.tables import harmless
from classifier.export.writing import FORMATS, write_export
from classifier.supersession import standing_answers

__all__ = [
    "FORMATS",
    "FORMS",
    "Extra",
    "Form",
    "export_rows",
    "harmless",
    "masked",
    "standing_answers",
    "write_export",
]
