"""Reports of scores: the same tables as text for the terminal, Markdown for a pull request, and one HTML page."""

from eval.report.markdown import as_markdown, as_text
from eval.report.of_splitting import splitting_sections
from eval.report.page import as_page
from eval.report.paired import compared, judged
from eval.report.second import agreement_sections
from eval.report.sections import headline, sections
from eval.report.tables import Cell, Section, Table

__all__ = [
    "Cell",
    "Section",
    "Table",
    "agreement_sections",
    "as_markdown",
    "as_page",
    "as_text",
    "compared",
    "headline",
    "judged",
    "sections",
    "splitting_sections",
]
