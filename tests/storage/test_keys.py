from __future__ import annotations

import json
import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from storage.errors import KeysUnreadable, WrongKeys
from storage.keys import Keys


def test_what_was_sealed_can_be_opened_again() -> None:
    keys = Keys.generate()
    assert keys.decrypt(keys.encrypt("PC Ann Example, 1234LX")) == "PC Ann Example, 1234LX"


def test_a_sealed_text_does_not_show_what_it_says() -> None:
    assert b"Example" not in Keys.generate().encrypt("Example")


def test_after_a_new_key_old_text_is_readable_and_hashes_stay() -> None:
    old = Keys.generate()
    sealed = old.encrypt("before")
    new = old.with_new_key()
    assert new.decrypt(sealed) == "before"
    assert new.hash(7001) == old.hash(7001)
    assert new.chain("0", "event") == old.chain("0", "event")


def test_new_text_is_sealed_with_the_new_key() -> None:
    old = Keys.generate()
    sealed = old.with_new_key().encrypt("after")
    with pytest.raises(WrongKeys):
        old.decrypt(sealed)


def test_a_number_and_its_text_have_one_hash() -> None:
    keys = Keys.generate()
    assert keys.hash(-1001234) == keys.hash("-1001234")
    assert keys.hash(1) != keys.hash(2)


def test_hashes_differ_between_keys_and_between_uses() -> None:
    keys = Keys.generate()
    assert keys.hash("x") != Keys.generate().hash("x")
    assert keys.hash("a\nb") != keys.chain("a", "b")


def test_keys_survive_being_written_and_read() -> None:
    keys = Keys.generate().with_new_key()
    assert Keys.parse(keys.to_text()) == keys


def test_keys_are_not_shown_by_repr() -> None:
    keys = Keys.generate()
    assert keys.lookup not in repr(keys)
    assert keys.encryption[0] not in repr(keys)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "{}",
        json.dumps({"encryption": [], "lookup": "x" * 64}),
        json.dumps({"encryption": ["short"], "lookup": "x" * 64}),
        json.dumps({"encryption": [Fernet.generate_key().decode(), 5], "lookup": "x" * 64}),
        json.dumps({"encryption": [Fernet.generate_key().decode()], "lookup": "short"}),
        json.dumps({"encryption": [Fernet.generate_key().decode()]}),
    ],
    # Keys differ from run to run; the names of the tests must not.
    ids=lambda text: "text",
)
def test_what_is_not_keys_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(KeysUnreadable) as refused:
        Keys.parse(text)
    assert refused.value.reason


def test_keys_are_made_once_and_only_the_owner_may_read_them(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys.json"
    keys = Keys.load_or_create(path)
    assert Keys.load_or_create(path) == keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(Keys.generate().to_text())
    path.chmod(0o644)
    Keys.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_in_the_place_of_the_keys_is_refused_and_stays_open(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(KeysUnreadable, match="Is a directory"):
        Keys.load_or_create(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_a_pipe_in_the_place_of_the_keys_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    pipe.chmod(0o644)
    with pytest.raises(KeysUnreadable, match="Not a regular file"):
        Keys.load_or_create(pipe)
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o644


def test_a_file_of_something_else_stays_open_to_others(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all,")
    letter.chmod(0o644)
    with pytest.raises(KeysUnreadable):
        Keys.load_or_create(letter)
    assert stat.S_IMODE(letter.stat().st_mode) == 0o644


def test_a_folder_that_cannot_be_made_is_a_reason_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeysUnreadable, match=r"keys\.json"):
        Keys.load_or_create(tmp_path / "file" / "keys.json")


def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(KeysUnreadable):
        Keys.load_or_create(path)
    assert path.read_bytes() == b"\xff\xfe"


def test_processes_that_start_at_once_get_the_same_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        lookups = pool.map(_lookup_key, [path] * 6)
    assert len(set(lookups)) == 1


def _lookup_key(path: Path) -> str:
    return Keys.load_or_create(path).lookup
