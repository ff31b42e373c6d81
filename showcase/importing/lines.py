"""Lines of a text file, decoded, with the place in the file that each ends at. Reads as a stream.

Lines end with LF or CRLF, or with CR alone where a file has no other; in UTF-16 the ends are two bytes wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from showcase.importing.detection import Encoding, decode_line, detect, is_mixed_in
from showcase.importing.rows import TableError

__all__ = ["Lines", "TextFile", "inspect"]

_BLOCK = 256 * 1024
_MOST_IN_LINE = 4 * 1024 * 1024
"""Bytes of a line, at least."""


class TextFile:
    """How the bytes of a text file become lines."""

    __slots__ = ("encoding", "most", "separator", "size")

    def __init__(self, encoding: Encoding, separator: bytes, size: int, most: int) -> None:
        """`separator` is what ends a line, "\\n" for the usual; `size` of the file and `most` of a line in bytes."""
        self.encoding = encoding
        self.separator = separator
        self.size = size
        self.most = most


def inspect(file: IO[bytes], size: int, max_cell: int) -> TextFile:
    """Find out how a file is to be read. Raises TableError.

    Where the beginning is plain ASCII, the first part that is not tells the encoding.
    """
    head = file.read(_BLOCK)
    encoding = detect(head)
    sample = head
    if encoding.mark == 0 and encoding.name == "utf-8" and head.isascii():
        while sample.isascii() and (block := file.read(_BLOCK)):
            sample = block
        if not sample.isascii():
            sample = sample + file.read(_BLOCK)
            encoding = detect(sample[_from_line(sample) :])
    text_ends = {"utf-16-le": (b"\n\0", b"\r\0"), "utf-16-be": (b"\0\n", b"\0\r")}
    usual, lonely = text_ends.get(encoding.name, (b"\n", b"\r"))
    separator = lonely if lonely in head and usual not in head else usual
    return TextFile(encoding, separator, size, max(max_cell * 4, _MOST_IN_LINE))


def _from_line(sample: bytes) -> int:
    """Where the line with the first byte beyond ASCII begins, so that no letter is cut; 0 where that is unknown."""
    first = next(place for place, byte in enumerate(sample) if byte > 0x7F)
    return sample.rfind(b"\n", 0, first) + 1


class Lines:
    """Iterates over the lines from a place in the file; `end` is the place behind the line given last.

    `record` is for messages: the reader above keeps the number of the row there.
    """

    def __init__(self, file: IO[bytes], how: TextFile, start: int) -> None:
        """Begin at byte `start`, which must be the beginning of a line. Raises TableError for a place outside."""
        if not 0 <= start <= how.size:
            raise TableError("Vị trí đọc tiếp nằm ngoài tệp: tệp đã đổi từ lần đọc trước.")
        file.seek(start)
        self.end = start
        self.record = 0
        self._file = file
        self._how = how

    def __iter__(self) -> Iterator[str]:
        name = self._how.encoding.name
        unicode = name == "utf-8"
        wide = self._how.encoding.is_wide
        plain = self._how.separator == b"\n"
        for line in self._usual() if plain else self._parted():
            self.end += len(line)
            if not wide and b"\0" in line:
                raise TableError(
                    f"Dòng {self.record + 1} có ký tự rỗng: tệp ghép từ hai mã chữ khác nhau hoặc đã hỏng.",
                    self.record + 1,
                )
            try:
                text = line.decode() if unicode else decode_line(line, name)
            except UnicodeDecodeError as error:
                raise self._undecodable(line, error) from error
            if not unicode and not wide and not line.isascii() and is_mixed_in(line):
                raise TableError(
                    f"Dòng {self.record + 1} dùng mã UTF-8, các dòng trước dùng {name.upper()}: tệp ghép từ hai mã "
                    "chữ; hãy mở bằng Excel, xem lại dòng này rồi lưu thành .xlsx.",
                    self.record + 1,
                )
            yield text if plain or text[-1:] != "\r" else text[:-1] + "\n"

    def _usual(self) -> Iterator[bytes]:
        most = self._how.most
        while line := self._file.readline(most + 1):
            if len(line) > most:
                raise self._too_long()
            yield line

    def _parted(self) -> Iterator[bytes]:
        """Lines that end otherwise than with one LF byte; separators count at whole letters only."""
        separator, most = self._how.separator, self._how.most
        width = len(separator)
        rest = b""
        while block := self._file.read(_BLOCK - _BLOCK % width):
            rest += block
            start, search = 0, 0
            while (found := rest.find(separator, search)) >= 0:
                search = found + 1
                if (found - start) % width == 0:
                    yield rest[start : found + width]
                    start = search = found + width
            rest = rest[start:]
            if len(rest) > most:
                raise self._too_long()
        if rest:
            yield rest

    def _too_long(self) -> TableError:
        return TableError(
            f"Dòng {self.record + 1} dài quá {self._how.most // (1 << 20)} MB: có phải là bảng không?",
            self.record + 1,
        )

    def _undecodable(self, line: bytes, error: UnicodeDecodeError) -> TableError:
        row = self.record + 1
        if self.end >= self._how.size and error.end >= len(line) and error.reason in _CUT:
            return TableError(
                f"Tệp bị cắt cụt ở dòng {row}: chữ cuối cùng thiếu byte. Hãy tải lên lại tệp đầy đủ.", row
            )
        return TableError(
            f"Dòng {row} có chữ không thuộc mã {self._how.encoding.name.upper()} của phần còn lại: tệp ghép từ hai mã "
            "chữ hoặc đã hỏng; hãy mở bằng Excel, xem lại dòng này rồi lưu thành .xlsx.",
            row,
        )


_CUT = frozenset({"unexpected end of data", "truncated data"})
"""What Python calls a letter whose last bytes are missing."""
