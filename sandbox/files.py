"""The bytes of files: in memory, and on disk beside the snapshot when there is one."""

import asyncio
import secrets
from pathlib import Path, PurePosixPath

from sandbox.state import File

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024


class FileStore:
    """Keeps each file's bytes under its unique id."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._contents: dict[str, bytes] = {}
        self._unsaved: set[str] = set()

    def add(self, name: str, mime: str, content: bytes, *, kind: str) -> File:
        """Take in a file and give it its ids and its path."""
        unique = f"AgAD{secrets.token_hex(6)}"
        suffix = PurePosixPath(name).suffix
        path = f"{kind}s/{unique}{suffix}"
        self._contents[unique] = content
        self._unsaved.add(unique)
        return File(f"BQACAgQAAxkB{unique}", unique, name, mime, len(content), path)

    async def read(self, file: File) -> bytes | None:
        """The bytes of a file; None when they are lost."""
        content = self._contents.get(file.unique_id)
        if content is None and self.folder is not None:
            path = self.folder / file.unique_id
            if await asyncio.to_thread(path.is_file):
                content = await asyncio.to_thread(path.read_bytes)
                self._contents[file.unique_id] = content
        return content

    def save(self) -> None:
        """Write the new files to disk; called from the snapshot's thread."""
        if self.folder is None:
            return
        for unique in list(self._unsaved):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / unique).write_bytes(self._contents[unique])
            self._unsaved.discard(unique)
