"""A picture that is small and valid."""

import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# Two by two grey pixels, eight bits each (https://www.w3.org/TR/png-3/).
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\x40\x80\0\xc0\xff"))
    + chunk(b"IEND", b"")
)
