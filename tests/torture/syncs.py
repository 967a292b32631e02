"""Counts the syncs of the database's log, from inside the process that commits.

PostgreSQL is asked after each commit how far its log is on the disk.

SQLite calls ``fsync`` through a table of addresses in its library (ELF's PLT and GOT). The entry is pointed to a function here that
notes the call and makes it. Linux on 64 bits; the layout is in elf(5).
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connections

SYNCS = {"fsync", "fdatasync"}
DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ, DT_PLTRELSZ, DT_JMPREL = 5, 6, 7, 8, 2, 23
READ_WRITE = 3
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)
kept: list[Any] = []
"""Functions that the library calls must not be collected."""


def slots(library: Path, base: int) -> Iterator[int]:
    """Where the addresses of ``SYNCS`` stand in memory, for a library loaded at ``base``."""
    image = library.read_bytes()
    assert image[:5] == b"\x7fELF\x02", "not a 64-bit ELF library"
    headers, size, count = struct.unpack_from("<Q", image, 32)[0], *struct.unpack_from("<HH", image, 54)
    segments = [struct.unpack_from("<IIQQQQQQ", image, headers + number * size) for number in range(count)]

    def at(address: int) -> int:
        return next(
            offset + address - start for kind, _f, offset, start, _p, length, *_r in segments if kind == 1 and 0 <= address - start < length
        )

    offset, length = next((one[2], one[5]) for one in segments if one[0] == 2)
    dynamic = dict(struct.unpack_from("<QQ", image, offset + place) for place in range(0, length, 16))
    names, symbols = at(dynamic[DT_STRTAB]), at(dynamic[DT_SYMTAB])
    for table, length in ((DT_JMPREL, DT_PLTRELSZ), (DT_RELA, DT_RELASZ)):
        for place in range(0, dynamic.get(length, 0), 24):
            where, info = struct.unpack_from("<QQ", image, at(dynamic[table]) + place)
            name = names + struct.unpack_from("<I", image, symbols + 24 * (info >> 32))[0]
            if info >> 32 and image[name : image.index(b"\0", name)].decode() in SYNCS:
                yield base + where


def count_syncs(log: Path) -> None:
    """Write a line to ``log`` for every sync of a write-ahead log that the SQLite in use asks for."""
    from config.sqlite.base import driver  # noqa: PLC0415 (the SQLite that Django uses)

    module = sys.modules.get("pysqlite3._sqlite3") or sys.modules["_sqlite3"]
    library = Path(module.__file__ or driver.__file__)
    base = next(int(line.split("-")[0], 16) for line in Path("/proc/self/maps").read_text().splitlines() if line.endswith(str(library)))
    libc = ctypes.CDLL(None, use_errno=True)
    notes = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def synced(descriptor: int) -> int:
        done = libc.fdatasync(descriptor)
        if Path(f"/proc/self/fd/{descriptor}").readlink().name.endswith("-wal"):
            os.write(notes, b"sync\n")
        return int(done)

    function = SYNC(synced)
    kept.append(function)
    found = list(slots(library, base))
    assert found, f"{library} does not sync through its table"
    page = os.sysconf("SC_PAGESIZE")
    for slot in found:
        assert libc.mprotect(ctypes.c_void_p(slot // page * page), page, READ_WRITE) == 0
        ctypes.c_void_p.from_address(slot).value = ctypes.cast(function, ctypes.c_void_p).value


def count_flushes(log: Path) -> None:
    """Write a line to ``log`` for every commit whose record PostgreSQL has on the disk when the commit returns.

    Asked at once, in the session that committed: a moment later another session's commit has taken this one's record along.
    """
    wrapper = type(connections["default"])
    real = wrapper._commit

    def commit(self: Any) -> None:
        if self.connection is None:
            return
        before = place(self.connection, "pg_current_wal_insert_lsn()")
        real(self)
        flushed = place(self.connection, "pg_current_wal_flush_lsn()")
        self.connection.rollback()  # asking has begun a transaction
        if flushed > before:
            with log.open("a") as notes:
                notes.write("sync\n")

    wrapper._commit = commit


def place(connection: Any, function: str) -> int:
    """A place in PostgreSQL's log, in bytes."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function} - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])
