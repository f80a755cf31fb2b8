"""What can go wrong in storage.

StorageFault
  NotFound            a row that had to be there is not
  NestedTransaction   a second transaction was opened inside one
  ReadingOnly         a reading transaction was asked to write
  Deadlocked          PostgreSQL undid this transaction for another; it may be tried again
  NoLongerOurs        the work was finished, moved or taken over by somebody else meanwhile
  KeysUnreadable      the keys file or setting cannot be read as keys
  WrongKeys           the keys are well formed but not those of this database
  MigrationFailed     the database could not be brought to the present schema
"""

from __future__ import annotations


class StorageFault(Exception):
    """Anything storage raises by itself."""


class NotFound(StorageFault):
    """A row that had to be there is not."""


class NestedTransaction(StorageFault):
    """A second transaction was opened inside one; it would wait for itself for ever."""

    def __init__(self) -> None:
        super().__init__("a transaction is already open in this task")


class ReadingOnly(StorageFault):
    """A reading transaction was asked to insert, update or delete."""

    def __init__(self) -> None:
        super().__init__("this transaction only reads")


class Deadlocked(StorageFault):
    """Two transactions waited for each other, and PostgreSQL undid this one: try it again."""


class NoLongerOurs(StorageFault):
    """The work was finished, moved or taken over meanwhile; roll back and leave it be."""


class KeysUnreadable(StorageFault):
    """The keys file or setting cannot be read as keys; ``reason`` says why, without the keys."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongKeys(StorageFault):
    """The keys are well formed but do not open what this database holds."""

    def __init__(self) -> None:
        super().__init__("the keys do not open this database")


class MigrationFailed(StorageFault):
    """The database could not be brought to the present schema; nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
