"""How much comes in, and the refusal of what is too much or not what it claims to be."""

from revision.archives import FileRefused

MIB = 1024 * 1024
MAX_TEXT = 5 * MIB
"""Bytes of a text file or of pasted text; and characters of what a PDF or a Word file says."""
MAX_FILE = 20 * MIB
"""Bytes of a Word file or a PDF."""
MAX_UNZIPPED = 100 * MIB
MAX_RATIO = 100
"""Times its packed size that a member of an archive may unpack to."""
SMALL_MEMBER = 64 * 1024
"""Below this a member may be packed as tightly as it likes: an empty style sheet often is."""
MAX_MEMBERS = 1_000
MAX_XML_DEPTH = 64
MAX_XML_ELEMENTS = 200_000
MAX_PAGES = 300
MAX_PAGE_CONTENT = MIB // 2
"""Bytes of drawing instructions on one page of a PDF."""
MAX_PDF_SECONDS = 5
MAX_LINES = 100_000
"""Lines that say something."""
MAX_LINE = 20_000
"""Characters of one line, and of lines that make one paragraph."""
MAX_TOPICS = 2_000
MAX_FACTS = 10_000
MAX_DRAFTS = 2_000
MAX_DEPTH = 8
"""Topics inside topics."""
MAX_TITLE = 120
"""Characters of a heading; what is longer is read as a sentence."""
MAX_MARKS = 30
"""Accents on one letter (Unicode's stream-safe format, UAX 15): sorting more of them takes time that grows with their square."""


class NotesRefused(FileRefused):
    """The notes cannot be read; the text says why, and what would help."""
