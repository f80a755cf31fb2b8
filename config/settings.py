"""The settings: read from the environment or a .env file, checked at once, told plainly when wrong.

Values that may hold a secret are never part of a fault.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from config import values
from config.areas import SHIPPED_AREAS
from config.faults import Fault, nearest

PREFIX = "EPHEDRA_"
REAL_TELEGRAM = "api.telegram.org"
DOTENV = Path(".env")

_FOLDER_REMEDY = "Name a folder that the bot may write to"
_STAND_INS: dict[str, str | None] = {
    "token": "0:stand-in",
    "telegram_api_url": "http://localhost",
    "data_dir": "data",
    "database_url": "sqlite:///stand-in.db",
    "keys": None,
    "areas_dir": None,
    "log_level": "INFO",
    "clock_url": None,
    "limits": "on",
    "public_url": None,
    "http_host": "127.0.0.1",
    "http_port": None,
}
"""Harmless values in the place of wrong ones, while the rest is checked; never used further."""


class SettingsInvalid(Exception):
    """The settings cannot be used; `faults` is never empty.

    `partial` has harmless stand-ins in the place of the `wrong` ones, so that `check` can try
    out the rest; None when nothing could be made out.
    """

    def __init__(self, faults: Sequence[Fault], partial: Settings | None = None) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = list(faults)
        self.partial = partial
        self.wrong = frozenset(fault.key.removeprefix(PREFIX).lower() for fault in faults)

    @property
    def area_folders(self) -> tuple[Path, ...]:
        """Where area files are, as far as that could be made out."""
        return self.partial.area_folders if self.partial is not None else (SHIPPED_AREAS,)


def _beside(known: dict[str, Any]) -> str:
    """The database file in the data folder, for when no address is given."""
    return f"sqlite+aiosqlite:///{(known['data_dir'] / 'ephedra.db').absolute()}"


LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Folder = Annotated[Path, AfterValidator(values.home)]


class Settings(BaseSettings):
    """Every setting, checked. `database_url` may hold a password and is left out of repr.

    Fields are in the order in which their defaults build on each other.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: Annotated[SecretStr, AfterValidator(values.token)]
    telegram_api_url: Annotated[str, AfterValidator(values.web_address)] = (
        f"https://{REAL_TELEGRAM}"
    )
    data_dir: Folder = Path("data")
    database_url: Annotated[str, AfterValidator(values.database_url)] = Field(
        default_factory=_beside, repr=False
    )
    keys: Annotated[SecretStr, AfterValidator(values.keys)] | None = None
    areas_dir: Folder | None = None
    log_level: Annotated[LogLevel, BeforeValidator(values.upper)] = "INFO"
    clock_url: Annotated[str, AfterValidator(values.web_address)] | None = None
    limits: Annotated[Literal["on", "off"], BeforeValidator(values.lower)] = "on"
    public_url: Annotated[str, AfterValidator(values.web_address)] | None = None
    http_host: Annotated[str, AfterValidator(values.server_name)] = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] | None = None

    @property
    def keys_text(self) -> SecretStr | None:
        """The keys themselves, when they are given inline."""
        is_inline = self.keys is not None and self.keys.get_secret_value().startswith("{")
        return self.keys if is_inline else None

    @property
    def keys_path(self) -> Path:
        """The file of the keys, made on first start; of no use when they are given inline."""
        if self.keys is None or self.keys_text is not None:
            return self.data_dir / "keys.json"
        return Path(self.keys.get_secret_value())

    @property
    def area_folders(self) -> tuple[Path, Path]:
        """Where area files are read: the shipped ones, then the drop-in ones that replace them."""
        return SHIPPED_AREAS, self.areas_dir or self.data_dir / "areas"

    @property
    def is_real_telegram(self) -> bool:
        """Whether this speaks to Telegram itself, where nothing for demonstrations is allowed."""
        host = urlsplit(self.telegram_api_url).hostname or ""
        return host.rstrip(".") == REAL_TELEGRAM

    @property
    def calendars_at(self) -> str | None:
        """Where calendars are reached from outside, None where nothing is served to them."""
        return self.public_url if self.http_port is not None else None

    @property
    def limits_are_on(self) -> bool:
        return self.limits == "on"


def read_settings(dotenv: Path | None = DOTENV) -> Settings:
    """The settings of the environment, which wins, and of the .env file where there is one.

    Raises `SettingsInvalid` with everything wrong at once.
    """
    faults = _dotenv_faults(dotenv)
    if faults:
        raise SettingsInvalid(faults)
    settings, faults = _read(dotenv)
    faults += _misspelt(dotenv) + _faults_together(settings, dotenv)
    if faults:
        raise SettingsInvalid(faults, settings)
    return settings


def make_data_dir(settings: Settings) -> Path:
    """The data folder, made with access for its owner alone; raises `SettingsInvalid`."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsInvalid([_data_dir_fault(f"cannot be made: {reason}")]) from None
    if not os.access(settings.data_dir, os.W_OK | os.X_OK):
        raise SettingsInvalid([_data_dir_fault("cannot be written to")])
    return settings.data_dir


def _read(dotenv: Path | None) -> tuple[Settings, list[Fault]]:
    """The settings and what is wrong with them one by one, stand-ins in the place of those."""
    source = {"_env_file": dotenv, "_env_file_encoding": "utf-8-sig"}
    try:
        return Settings(**source), []  # type: ignore[arg-type] # not fields
    except ValidationError as error:
        details = [
            detail
            for detail in error.errors(include_input=False)
            # only says that a default was not worked out because of another fault
            if detail["type"] != "default_factory_not_called"
        ]
    stand_ins = {str(detail["loc"][0]): _STAND_INS[str(detail["loc"][0])] for detail in details}
    settings = Settings(**source, **stand_ins)  # type: ignore[arg-type] # not fields
    return settings, [_fault(detail, dotenv) for detail in details]


def _dotenv_faults(dotenv: Path | None) -> list[Fault]:
    if dotenv is None:
        return []
    try:
        dotenv.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        return [Fault(str(dotenv), "", f"cannot be read: {reason}", "Check that it may be read")]
    except UnicodeDecodeError:
        return [Fault(str(dotenv), "", "is not UTF-8 text", "Save it again as UTF-8")]
    return []


def _misspelt(dotenv: Path | None) -> list[Fault]:
    """Names that look like one of ours and are none, such as EPHEDRA_TOKN."""
    known = {_name_of(field) for field in Settings.model_fields}
    faults = []
    for name in {*os.environ, *_in_dotenv(dotenv)}:
        is_ours = name.upper().startswith(PREFIX) and name.upper() not in known
        meant = nearest(name.upper(), known, cutoff=0.92) if is_ours else None
        if meant:
            faults.append(
                Fault(
                    _where(name, dotenv), name, "is not a setting", f"Write {meant}, or remove it"
                )
            )
    return sorted(faults, key=lambda fault: fault.key)


def _faults_together(settings: Settings, dotenv: Path | None) -> list[Fault]:
    """What is wrong between settings that are each well formed."""
    wrong = _demo_faults(settings) if settings.is_real_telegram else []
    wrong += _web_faults(settings)
    if settings.areas_dir is not None and not _is(settings.areas_dir, Path.is_dir):
        wrong.append(("areas_dir", "is not a folder", "Make the folder, or remove the setting"))
    if _is(settings.data_dir, Path.exists) and not _is(settings.data_dir, Path.is_dir):
        wrong.append(("data_dir", "is not a folder", _FOLDER_REMEDY))
    return [
        Fault(_where(_name_of(field), dotenv), _name_of(field), problem, remedy)
        for field, problem, remedy in wrong
    ]


def _web_faults(settings: Settings) -> list[tuple[str, str, str]]:
    """What is wrong with where calendars and /health are served."""
    if settings.public_url is None:
        return []
    parts = urlsplit(settings.public_url)
    if settings.http_port is None:
        remedy = f"Set {PREFIX}HTTP_PORT, or remove it"
        return [("public_url", "leads to nothing that is served", remedy)]
    if parts.query or parts.fragment or parts.username:
        return [("public_url", "is more than a host and a path", "Keep https://host/path only")]
    if settings.is_real_telegram and parts.scheme != "https":
        remedy = "Write https://, with a reverse proxy in front; docs/calendar-feed.md shows one"
        return [("public_url", "would show calendars to the network", remedy)]
    return []


def _demo_faults(settings: Settings) -> list[tuple[str, str, str]]:
    """What the real Telegram must never see: field, problem and remedy."""
    wrong = []
    remedy = f"Remove it, or set {PREFIX}TELEGRAM_API_URL to the sandbox"
    if settings.clock_url is not None:
        wrong.append(("clock_url", "is for the sandbox", remedy))
    if not settings.limits_are_on:
        wrong.append(("limits", "is for the sandbox", remedy))
    if not settings.telegram_api_url.startswith("https:"):
        wrong.append(("telegram_api_url", "would show the token to the network", "Write https://"))
    return wrong


def _fault(detail: ErrorDetails, dotenv: Path | None) -> Fault:
    name = _name_of(str(detail["loc"][0]))
    if detail["type"] == "missing":
        remedy = "Put the token from @BotFather in .env; .env.example shows the line"
        return Fault("environment or .env", name, "is missing", remedy)
    where = _where(name, dotenv)
    if detail["type"] == "refused":
        return Fault(where, name, detail["msg"], detail["ctx"]["remedy"])
    if detail["type"] == "literal_error":
        choices = detail["ctx"]["expected"].replace("'", "")
        return Fault(where, name, "is not one of the choices", f"Write {choices}")
    return Fault(where, name, "cannot be read", "Compare it with .env.example")


def _data_dir_fault(problem: str) -> Fault:
    name = _name_of("data_dir")
    return Fault(_where(name, DOTENV), name, problem, _FOLDER_REMEDY)


def _is(path: Path, asked: Callable[[Path], bool]) -> bool:
    """No, too, when the answer is not ours to have: using the path says more."""
    try:
        return asked(path)
    except OSError:
        return False


def _name_of(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def _where(name: str, dotenv: Path | None) -> str:
    """Where the value came from, as far as one can say."""
    if any(name.upper() == known.upper() for known in os.environ):
        return "environment"
    return str(dotenv) if name.upper() in _in_dotenv(dotenv) else "default"


def _in_dotenv(dotenv: Path | None) -> dict[str, str | None]:
    if dotenv is None or not _is(dotenv, Path.is_file):
        return {}
    found = dotenv_values(dotenv, encoding="utf-8-sig")
    return {name.upper(): value for name, value in found.items()}
