"""Read the files that authorities send: one entry point for every format, texts with pages and furniture.

    bytes → format → reader → text, pages, furniture, attachments → each attachment again

What cannot be read is reported in the record (`trouble`), never left out; a file without a text layer has an
empty text and no trouble. Nothing here writes to disk, runs anything in a file or opens a connection, and
nothing decides what a letter says.
"""

from classifier.reading.furniture import find_furniture
from classifier.reading.limits import Limits, limits_of
from classifier.reading.opening import read_file
from classifier.reading.readers import DEFAULT_LIMITS, read_part
from classifier.reading.texts import Content, Part, ReadText

READER_VERSION = "reading-1"

__all__ = [
    "DEFAULT_LIMITS",
    "READER_VERSION",
    "Content",
    "Limits",
    "Part",
    "ReadText",
    "find_furniture",
    "limits_of",
    "read_file",
    "read_part",
]
