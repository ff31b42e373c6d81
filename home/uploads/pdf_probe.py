"""Opens a PDF in a process of its own, with limits: `python -m home.uploads.pdf_probe <memory> <file>`.

Prints `pages <n>`, `password` or `broken`. A file that crashes or exhausts the reader takes only this process along.
"""

import resource
import sys

__all__: list[str] = []

_PASSWORD = 4
"""FPDF_ERR_PASSWORD of pdfium."""


def main(memory: int, path: str) -> str:
    """Open, count and look at the first and last page."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - loaded within the limits

    try:
        with PdfDocument(path) as pdf:
            count = len(pdf)
            for index in {0, count - 1} if count else ():
                pdf[index].get_size()
    except PdfiumError as error:
        return "password" if getattr(error, "err_code", None) == _PASSWORD else "broken"
    return f"pages {count}"


if __name__ == "__main__":
    sys.stdout.write(main(int(sys.argv[1]), sys.argv[2]))
