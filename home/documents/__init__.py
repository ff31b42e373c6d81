"""Official documents as files: what stands on the paper, and its PDF and DOCX forms."""

from home.documents.docx import write_docx
from home.documents.model import OfficialDocument, Section
from home.documents.pdf import write_pdf

__all__ = ["OfficialDocument", "Section", "write_docx", "write_pdf"]
