"""Django's SQLite backend on the SQLite that PyPI's ``pysqlite3`` bundles.

Most Pythons carry a SQLite from before 3.51.3, whose WAL mode can corrupt a database in a rare reset race as soon as two
processes write. ``pysqlite3`` brings a mended one; where it has no wheel, the standard library's is used and
``config.checks`` says which SQLite runs.
"""

import sqlite3 as standard_library
import sys
from typing import Any

try:
    import pysqlite3 as driver
except ImportError:  # No wheel for this machine.
    driver = standard_library

# Django's backend imports "sqlite3" by name in five modules: let them find the newer one while they load.
sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = driver, driver.dbapi2
try:
    from django.db.backends.sqlite3 import base, creation, features, operations, schema  # noqa: F401 (loaded here on purpose)
finally:
    sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = standard_library, standard_library.dbapi2


__all__ = ["Connection", "DatabaseWrapper", "base", "driver"]

LIMITS = {standard_library.SQLITE_LIMIT_COLUMN: 2000, standard_library.SQLITE_LIMIT_VARIABLE_NUMBER: 32_766}
"""SQLite's own defaults (https://sqlite.org/limits.html); ``pysqlite3`` cannot be asked for them, and Django asks."""


class Connection(driver.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection that knows its limits, whichever driver it is of."""

    def getlimit(self, category: int) -> int:
        return LIMITS[category]


for name in ("SQLITE_LIMIT_COLUMN", "SQLITE_LIMIT_VARIABLE_NUMBER"):
    setattr(driver, name, getattr(standard_library, name))


class DatabaseWrapper(base.DatabaseWrapper):
    """Nothing differs but the driver underneath."""

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "factory": Connection}
