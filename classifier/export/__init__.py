"""Write the dataset out: JSON Lines, CSV, Parquet, an Excel workbook or a data package, with a manifest beside it.

    store → rows (reading, rows) → masked and counted (masking, about) → by authority → shaped (shapes) → written
    (sinks, workbook, package, whole)

The rows are the answers as they stand now, a person's label before the machine's. A file is written whole or not at all,
and rows and columns keep their order, so that nothing changed means the same bytes. No more than some hundred letters
are held at a time. Nothing here counts anything but rows: statistics come from elsewhere.
`classifier.export.reading` is imported by itself, for it loads the store.
"""

from classifier.export.masking import masked
from classifier.export.package import LICENCES
from classifier.export.rows import Extra, export_rows
from classifier.export.shapes import FORMS, Form
from classifier.export.tables import harmless, join_names, split_names
from classifier.export.whole import whole_file, write_whole
from classifier.export.writing import COUNTED, FORMATS, LICENCE, check_target, write_export
from classifier.supersession import standing_answers

__all__ = [
    "COUNTED",
    "FORMATS",
    "FORMS",
    "LICENCE",
    "LICENCES",
    "Extra",
    "Form",
    "check_target",
    "export_rows",
    "harmless",
    "join_names",
    "masked",
    "split_names",
    "standing_answers",
    "whole_file",
    "write_export",
    "write_whole",
]
