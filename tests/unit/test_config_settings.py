"""The settings, right and wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.areas import SHIPPED_AREAS
from config.faults import Fault
from config.settings import Settings, SettingsInvalid, make_data_dir, read_settings

TOKEN = "12345:an-invented_token"
SANDBOX = "http://127.0.0.1:8081"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder, and nothing of ours in the environment."""
    for name in [name for name in os.environ if name.upper().startswith("EPHEDRA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in ({"TOKEN": TOKEN} | values).items():
        monkeypatch.setenv(f"EPHEDRA_{name}", value)
    return read_settings()


def faults(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[Fault]:
    with pytest.raises(SettingsInvalid) as invalid:
        read(monkeypatch, **values)
    return invalid.value.faults


def test_a_token_is_enough(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    settings = read(monkeypatch)
    assert settings.token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.is_real_telegram
    assert settings.limits_are_on
    assert settings.clock_url is None
    assert settings.log_level == "INFO"
    assert settings.data_dir == Path("data")
    assert settings.database_url == f"sqlite+aiosqlite:///{bare / 'data' / 'ephedra.db'}"
    assert (settings.keys_path, settings.keys_text) == (Path("data/keys.json"), None)
    assert settings.area_folders == (SHIPPED_AREAS, Path("data/areas"))


def test_everything_follows_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, DATA_DIR="/srv/patrol")
    assert settings.database_url == "sqlite+aiosqlite:////srv/patrol/ephedra.db"
    assert settings.keys_path == Path("/srv/patrol/keys.json")
    assert settings.area_folders[1] == Path("/srv/patrol/areas")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///a/b.db", "sqlite+aiosqlite:///a/b.db"),
        ("sqlite+aiosqlite:////a/b.db", "sqlite+aiosqlite:////a/b.db"),
        ("postgres://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
        ("postgresql://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
        (
            "postgresql+asyncpg://u:p@h:5/n?ssl=require",
            "postgresql+asyncpg://u:p@h:5/n?ssl=require",
        ),
        *(
            (
                f"postgresql://u:p%40q@h/n?sslmode={mode}",
                f"postgresql+asyncpg://u:p%40q@h/n?ssl={mode}",
            )
            for mode in ("disable", "prefer", "require", "verify-full")
        ),
    ],
)
def test_a_database_address_gets_its_driver(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    assert read(monkeypatch, DATABASE_URL=given).database_url == used


@pytest.mark.parametrize(
    "address",
    [
        "mysql://h/n",
        "ephedra.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://u:hush@h:notaport/db",
        "postgresql://u:hush@h:/db",
        "postgresql://u:hush@h:70000/db",
        "postgresql://u:hush@h/db?sslmode=hush",
        "postgresql://u:hush@h/db?sslmode=require&sslmode=hush",
    ],
)
def test_a_database_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    (fault,) = faults(monkeypatch, DATABASE_URL=address)
    assert fault.key == "EPHEDRA_DATABASE_URL"
    assert "hush" not in str(fault)


def test_keys_are_inline_or_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    inline = read(monkeypatch, KEYS='{"encryption": [], "lookup": ""}').keys_text
    assert inline is not None
    assert inline.get_secret_value() == '{"encryption": [], "lookup": ""}'
    elsewhere = read(monkeypatch, KEYS="/run/secrets/keys.json")
    assert (elsewhere.keys_path, elsewhere.keys_text) == (Path("/run/secrets/keys.json"), None)


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, LOG_LEVEL="", DATABASE_URL="").log_level == "INFO"


def test_a_dotenv_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, bare: Path
) -> None:
    (bare / ".env").write_text(f"EPHEDRA_TOKEN={TOKEN}\nEPHEDRA_LOG_LEVEL=debug\nOTHER=1\n")
    assert read_settings().log_level == "DEBUG"
    assert read(monkeypatch, LOG_LEVEL="error").log_level == "ERROR"


def test_the_example_file_names_every_setting_and_reads(bare: Path) -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    for field in Settings.model_fields:
        assert f"EPHEDRA_{field.upper()}=" in example
    (bare / ".env").write_text(example.replace("EPHEDRA_TOKEN=", f"EPHEDRA_TOKEN={TOKEN}"))
    assert read_settings() == Settings(_env_file=None, token=TOKEN)  # type: ignore[call-arg,arg-type] # text becomes a secret


def test_a_missing_token_is_said_with_the_remedy() -> None:
    with pytest.raises(SettingsInvalid) as invalid:
        read_settings()
    (fault,) = invalid.value.faults
    assert (fault.key, fault.problem) == ("EPHEDRA_TOKEN", "is missing")
    assert "@BotFather" in fault.remedy


def test_everything_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults(
        monkeypatch,
        TOKEN="wrong",
        DATABASE_URL="mysql://h/n",
        KEYS="{oops",
        LOG_LEVEL="loud",
        CLOCK_URL=SANDBOX,
        LIMITS="off",
        AREAS_DIR="/nowhere/at/all",
        TOKN="x",
    )
    assert {fault.key.removeprefix("EPHEDRA_") for fault in found} == {
        "TOKEN",
        "DATABASE_URL",
        "KEYS",
        "LOG_LEVEL",
        "CLOCK_URL",
        "LIMITS",
        "AREAS_DIR",
        "TOKN",
    }
    assert all(fault.remedy and fault.where == "environment" for fault in found)


def test_no_secret_is_ever_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "TOKEN": "hush-token",
        "KEYS": "{hush-keys",
        "DATABASE_URL": "mysql://u:hush-password@h/n",
        "CLOCK_URL": "hush-clock",
    }
    with pytest.raises(SettingsInvalid) as invalid:
        read(monkeypatch, **secrets)
    assert "hush" not in str(invalid.value)
    assert invalid.value.__cause__ is None
    good = read(
        monkeypatch,
        TOKEN="1:hush-token",
        KEYS='{"hush": 1}',
        DATABASE_URL="postgresql://u:hush@h/n",
        CLOCK_URL=SANDBOX,
        TELEGRAM_API_URL=SANDBOX,
    )
    assert "hush" not in repr(good) + str(good)


@pytest.mark.parametrize(
    "address",
    ["https://api.telegram.org", "https://API.TELEGRAM.ORG:443/", "https://api.telegram.org."],
)
def test_the_real_telegram_has_no_movable_clock_and_no_way_around_its_limits(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    found = faults(monkeypatch, TELEGRAM_API_URL=address, CLOCK_URL=SANDBOX, LIMITS="off")
    assert [fault.key for fault in found] == ["EPHEDRA_CLOCK_URL", "EPHEDRA_LIMITS"]


def test_the_sandbox_may_have_both(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch, TELEGRAM_API_URL=f"{SANDBOX}/", CLOCK_URL=f"{SANDBOX}/c", LIMITS="OFF"
    )
    assert not settings.is_real_telegram
    assert not settings.limits_are_on
    assert (settings.telegram_api_url, settings.clock_url) == (SANDBOX, f"{SANDBOX}/c")


def test_the_token_never_goes_to_telegram_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults(monkeypatch, TELEGRAM_API_URL="http://api.telegram.org")
    assert fault.key == "EPHEDRA_TELEGRAM_API_URL"


@pytest.mark.parametrize("address", ["api.telegram.org", "ftp://h", "https://", "http://h:99999"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    (fault,) = faults(monkeypatch, TELEGRAM_API_URL=address)
    assert fault.key == "EPHEDRA_TELEGRAM_API_URL"


@pytest.mark.parametrize("content", [b"EPHEDRA_TOKEN=\xff\xfe", None])
def test_a_dotenv_that_cannot_be_read_is_a_fault(bare: Path, content: bytes | None) -> None:
    if content is None:
        (bare / ".env").mkdir()
    else:
        (bare / ".env").write_bytes(content)
    with pytest.raises(SettingsInvalid) as invalid:
        read_settings()
    assert invalid.value.faults[0].where == ".env"


def test_a_fault_in_the_dotenv_file_names_that_file(bare: Path) -> None:
    (bare / ".env").write_text(f"EPHEDRA_TOKEN={TOKEN}\nEPHEDRA_LOG_LEVEL=loud\n")
    with pytest.raises(SettingsInvalid) as invalid:
        read_settings()
    (fault,) = invalid.value.faults
    assert (fault.where, fault.key) == (".env", "EPHEDRA_LOG_LEVEL")


def test_the_area_folders_are_known_even_when_settings_are_wrong(
    monkeypatch: pytest.MonkeyPatch, bare: Path
) -> None:
    with pytest.raises(SettingsInvalid) as invalid:
        read(monkeypatch, TOKEN="wrong", AREAS_DIR=str(bare))
    assert invalid.value.area_folders == (SHIPPED_AREAS, bare)


def test_the_data_folder_is_made_for_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, bare: Path
) -> None:
    made = make_data_dir(read(monkeypatch, DATA_DIR=str(bare / "deep" / "data")))
    assert made.stat().st_mode & 0o777 == 0o700
    assert make_data_dir(read(monkeypatch)).is_dir()


def test_a_file_in_the_place_of_the_data_folder_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, bare: Path
) -> None:
    (bare / "file").touch()
    (fault,) = faults(monkeypatch, DATA_DIR=str(bare / "file"))
    assert (fault.key, fault.problem) == ("EPHEDRA_DATA_DIR", "is not a folder")
    with pytest.raises(SettingsInvalid):
        make_data_dir(read(monkeypatch, DATA_DIR=str(bare / "file" / "below")))


@pytest.mark.parametrize("name", ["DATA_DIR", "AREAS_DIR", "KEYS"])
def test_the_home_of_nobody_is_a_fault(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (fault,) = faults(monkeypatch, **{name: "~nobody-of-this-name/x"})
    assert fault.key == f"EPHEDRA_{name}"


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    monkeypatch.setenv("HOME", str(bare))
    settings = read(monkeypatch, DATA_DIR="~/d", KEYS="~/k.json")
    assert (settings.data_dir, settings.keys_path) == (bare / "d", bare / "k.json")


def test_a_path_too_long_to_exist_gives_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    too_long = "/" + "x" * 300
    with pytest.raises(SettingsInvalid):
        make_data_dir(read(monkeypatch, DATA_DIR=too_long))
    (fault,) = faults(monkeypatch, DATA_DIR="", AREAS_DIR=too_long)
    assert fault.key == "EPHEDRA_AREAS_DIR"


def test_other_names_with_our_prefix_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EPHEDRA_TEST_DATABASE_URL", "postgresql://h/n")
    read(monkeypatch)
