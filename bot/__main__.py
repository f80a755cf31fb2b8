"""The command line: run, check, invite, plan, audit."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
import sys
from typing import Annotated, Any, NoReturn

import typer

from config.areas import AreasInvalid, read_areas, write_plan
from config.faults import Fault
from config.settings import Settings, SettingsInvalid, make_data_dir, read_settings
from operation.area import Area
from operation.people import Role
from storage.database import Database
from storage.errors import KeysUnreadable, MigrationFailed, StorageFault, WrongKeys
from storage.keys import Keys

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Ephedra: the bot that runs a team's weekly patrols.",
)

AreaName = Annotated[str, typer.Option("--area", help="The area's key, such as lambeth.")]


@app.command()
def run() -> None:
    """Run the bot until it is stopped."""
    settings, areas, db = _prepared()
    if faults := _form_faults(areas):
        _fail(faults)
    # Nothing that is loaded is garbage: looking for some meanwhile takes an eighth of the start.
    gc.disable()
    from bot import app as wiring
    from bot.delivery.polling import TokenRejected
    from bot.web.serving import PortUnavailable

    gc.enable()
    _log_to_stderr(settings)
    if not _is_alone(settings, db):
        remedy = "Stop the other one first, or give this one a folder of its own"
        _fail([Fault(str(settings.data_dir), "EPHEDRA_DATA_DIR", "is in use by a bot", remedy)])
    try:
        asyncio.run(
            _migrated(db, lambda: wiring.run_until_signalled(wiring.wire(settings, areas, db)))
        )
    except TokenRejected as rejected:
        _fail([Fault("Telegram", "EPHEDRA_TOKEN", str(rejected), "Take a new one from @BotFather")])
    except wiring.TelegramUnreachable as away:
        _fail([_unreachable(settings, str(away))])
    except PortUnavailable as taken:
        _fail([_port_fault(settings, str(taken))])


@app.command()
def check() -> None:
    """Say everything that is wrong with the settings, area files, database and token."""
    faults: list[Fault] = []
    settings = _tried(faults, read_settings)
    areas = _tried(faults, lambda: read_areas(_folders(settings)))
    if isinstance(settings, Settings):
        faults += asyncio.run(_try_out(settings))
        faults += _web_faults(settings, areas)
        faults += _form_faults(areas)
    elif settings.partial is not None:
        faults += asyncio.run(_try_out(settings.partial, settings.wrong))
    if faults:
        _fail(faults)
    if isinstance(areas, dict):
        names = ", ".join(area.name for area in areas.values())
        typer.echo(f"All well. Areas: {names}.")


@app.command()
def invite(
    area: AreaName,
    role: Annotated[Role, typer.Option(help="The role that the link gives.")] = Role.LEAD,
) -> None:
    """Print a link that lets one person in without a lead's approval, for 72 hours."""
    settings, areas, db = _prepared()
    asyncio.run(_migrated(db, lambda: _invite(settings, _known(areas, area), role, db)))


@app.command()
def plan(area: AreaName) -> None:
    """Print the area's file with the plan as the leads have changed it."""
    _, areas, db = _prepared()
    asyncio.run(_migrated(db, lambda: _print_plan(_known(areas, area), db)))


@app.command()
def audit(
    area: Annotated[str | None, typer.Option(help="Of this area only.")] = None,
    last: Annotated[int, typer.Option(help="How many entries, the newest last.")] = 50,
) -> None:
    """Print the audit's newest entries, and verify the whole chain."""
    _, areas, db = _prepared()
    if area is not None:
        _known(areas, area)
    asyncio.run(_migrated(db, lambda: _print_audit(db, area, last)))


def _prepared() -> tuple[Settings, dict[str, Area], Database]:
    """Everything that can be read before the database is opened, or the faults and exit 1."""
    faults: list[Fault] = []
    settings = _tried(faults, read_settings)
    areas = _tried(faults, lambda: read_areas(_folders(settings)))
    if not isinstance(settings, Settings) or faults:
        _fail(faults)
    try:
        make_data_dir(settings)
        keys = _keys(settings)
    except SettingsInvalid as invalid:
        _fail(invalid.faults)
    except (KeysUnreadable, OSError) as unreadable:
        _fail([_keys_fault(settings, unreadable)])
    try:
        db = Database(settings.database_url, keys=keys)
    except MigrationFailed as failed:
        _fail([_database_fault(failed)])
    return settings, dict(areas), db


def _is_alone(settings: Settings, db: Database) -> bool:
    """Hold the data folder for as long as this process lives; on PostgreSQL many may run.

    A second bot on one file would take the first one's work for left behind.
    """
    if db.is_postgres:
        return True
    import fcntl

    file = os.open(settings.data_dir / "bot.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _folders(settings: object) -> Any:
    if isinstance(settings, Settings | SettingsInvalid):
        return settings.area_folders
    return ()


def _tried(faults: list[Fault], step: Any) -> Any:
    """What the step returns; what it finds wrong goes to `faults` and is returned instead."""
    try:
        return step()
    except (SettingsInvalid, AreasInvalid) as invalid:
        faults += invalid.faults
        return invalid


def _keys(settings: Settings) -> Keys:
    if settings.keys_text is not None:
        return Keys.parse(settings.keys_text.get_secret_value())
    return Keys.load_or_create(settings.keys_path)


def _keys_fault(settings: Settings, error: Exception) -> Fault:
    where = "environment or .env" if settings.keys_text else str(settings.keys_path)
    reason = error.reason if isinstance(error, KeysUnreadable) else _reason(error)
    reason = reason.removeprefix(f"{where}: ")
    remedy = "Restore the keys from your backup"
    return Fault(where, "EPHEDRA_KEYS", f"cannot be used: {reason}", remedy)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


def _database_fault(error: Exception) -> Fault:
    if isinstance(error, WrongKeys):
        remedy = "Use the keys that the database was made with"
        return Fault("database", "EPHEDRA_KEYS", str(error), remedy)
    reason = error.reason if isinstance(error, MigrationFailed) else _reason(error)
    # Drivers put their own names and numbers first.
    reason = re.sub(r"^(\(\S+\)|\[Errno \d+\]) ", "", reason.splitlines()[0])
    remedy = "Check the address, and that the database runs and may be written to"
    return Fault("database", "EPHEDRA_DATABASE_URL", f"cannot be opened: {reason}", remedy)


def _unreachable(settings: Settings, error: str) -> Fault:
    """What went wrong on the way to Telegram, by the name of what the library raised.

    Its own words may hold the token.
    """
    reason = _ON_THE_WAY.get(error, "what answers there is not Telegram")
    remedy = "Check the network, or the address"
    problem = f"cannot be reached: {reason}"
    return Fault(settings.telegram_api_url, "EPHEDRA_TELEGRAM_API_URL", problem, remedy)


_ON_THE_WAY = {
    "TimedOut": "no answer in time",
    "NetworkError": "no connection",
    "RetryAfter": "it asks to wait a while",
}


async def _migrated(db: Database, step: Any) -> None:
    try:
        await db.migrate()
    except (StorageFault, OSError) as error:
        await db.dispose()
        _fail([_database_fault(error)])
    try:
        await step()
    finally:
        await db.dispose()


_OF_DATABASE = {"data_dir", "database_url", "keys"}
_OF_TELEGRAM = {"token", "telegram_api_url"}


async def _try_out(settings: Settings, wrong: frozenset[str] = frozenset()) -> list[Fault]:
    """Open and migrate the database, and ask Telegram who the bot is.

    What the settings named as `wrong` are needed for is left out.
    """
    faults = [] if wrong & _OF_DATABASE else await _open_database(settings)
    return faults if wrong & _OF_TELEGRAM else faults + await _ask_telegram(settings)


def _web_faults(settings: Settings, areas: object) -> list[Fault]:
    """Whether the port can be had, and what areas have turned on that nothing serves."""
    faults = []
    if settings.http_port is not None:
        from bot.web.serving import PortUnavailable, listen

        try:
            listen(settings.http_host, settings.http_port).close()
        except PortUnavailable as taken:
            if not _is_our_bot(settings):
                faults.append(_port_fault(settings, str(taken)))
    if settings.calendars_at is None and isinstance(areas, dict):
        remedy = "Set EPHEDRA_PUBLIC_URL and EPHEDRA_HTTP_PORT, or turn it off"
        faults += [
            Fault(f"area {area.key}", "feed.enabled", "is on, and no server serves it", remedy)
            for area in areas.values()
            if area.feed.enabled
        ]
    return faults


def _form_faults(areas: object) -> list[Fault]:
    """Forms that an area turns free text on for, and that take none."""
    if not isinstance(areas, dict) or not any(area.free_text.forms for area in areas.values()):
        return []
    from bot.forms.catalogue import FORMS
    from bot.forms.free_text import taking_free_text, without_free_text

    remedy = f"Take it out, or write one of: {', '.join(sorted(taking_free_text(FORMS.by_name)))}"
    return [
        Fault(f"area {key}", "free_text.forms", f"names {name!r}, which takes no free text", remedy)
        for key, names in without_free_text(areas, FORMS.by_name).items()
        for name in names
    ]


def _is_our_bot(settings: Settings) -> bool:
    """Whether what holds the port is a bot of ours that runs: then the port is in good hands."""
    import httpx

    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.http_host, settings.http_host)  # noqa: S104 - compared, not bound
    url = f"http://[{host}]" if ":" in host else f"http://{host}"
    try:
        found = httpx.get(f"{url}:{settings.http_port}/health", timeout=2, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(found, dict) and {"database", "last_tick_seconds"} <= found.keys()


def _port_fault(settings: Settings, problem: str) -> Fault:
    remedy = "Choose another port, or stop what holds it"
    where = f"{settings.http_host} port {settings.http_port}"
    return Fault(where, "EPHEDRA_HTTP_PORT", problem, remedy)


async def _open_database(settings: Settings) -> list[Fault]:
    try:
        make_data_dir(settings)
        db = Database(settings.database_url, keys=_keys(settings))
        try:
            await db.migrate()
        finally:
            await db.dispose()
    except SettingsInvalid as invalid:
        return invalid.faults
    except KeysUnreadable as unreadable:
        return [_keys_fault(settings, unreadable)]
    except (StorageFault, OSError) as error:
        return [_database_fault(error)]
    return []


async def _ask_telegram(settings: Settings) -> list[Fault]:
    username, faults = await _bots_name(settings)
    if not faults:
        typer.echo(f"Telegram knows the bot as @{username}.")
    return faults


async def _bots_name(settings: Settings) -> tuple[str, list[Fault]]:
    """The bot's username, or why Telegram did not tell it."""
    from telegram.error import InvalidToken, TelegramError

    from bot.app import build_application

    _keep_libraries_quiet(settings)
    bot = build_application(settings).bot
    try:
        await bot.initialize()
        return bot.username, []
    except InvalidToken:
        remedy = "Take a new one from @BotFather"
        return "", [Fault("Telegram", "EPHEDRA_TOKEN", "is not accepted by Telegram", remedy)]
    except (TelegramError, LookupError, TypeError, ValueError, AttributeError) as error:
        return "", [_unreachable(settings, type(error).__name__)]
    finally:
        await bot.shutdown()


async def _invite(settings: Settings, area: Area, role: Role, db: Database) -> None:
    from bot.actions.joining import make_first_link
    from bot.clock import SystemClock
    from bot.scheduling.follower import time_of
    from bot.views.plain import moment

    username, faults = await _bots_name(settings)
    if faults:
        _fail(faults)
    now = await time_of(settings.clock_url) if settings.clock_url else SystemClock().now()
    async with db.transaction() as tx:
        token, made = await make_first_link(tx, area=area.key, role=role, now=now)
    typer.echo(f"https://t.me/{username}?start={token}")
    typer.echo(f"For one person, until {moment(made.expires_at, area.zone)}.", err=True)


async def _print_plan(area: Area, db: Database) -> None:
    from storage import areas as area_plans

    async with db.reading() as tx:
        kept = await area_plans.find(tx, area.key)
    typer.echo(write_plan(area, kept.plan if kept is not None else area.plan))


async def _print_audit(db: Database, area: str | None, last: int) -> None:
    from storage import audit as chain

    async with db.reading(long=True) as tx:
        entries = await chain.recent(tx, area=area, limit=last)
        broken = await chain.verify(tx)
    for entry in reversed(entries):
        event = entry.event
        who = f"person:{event.actor}" if event.actor is not None else "system"
        at = event.at.isoformat(timespec="seconds")
        typer.echo(f"{entry.seq} {at} {event.kind} {who} {event.verb} {event.subject}")
    if broken is not None:
        _fail([Fault("audit", f"entry {broken.seq}", broken.reason, "Compare with a backup")])
    typer.echo("The chain is whole.")


def _known(areas: dict[str, Area], key: str) -> Area:
    if key not in areas:
        remedy = f"Name one of: {', '.join(sorted(areas))}"
        _fail([Fault("command line", "--area", f"{key!r} is not an area", remedy)])
    return areas[key]


def _log_to_stderr(settings: Settings) -> None:
    from bot.delivery.redaction import keep_token_out

    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    _keep_libraries_quiet(settings)
    keep_token_out(settings.token.get_secret_value())


def _keep_libraries_quiet(settings: Settings) -> None:
    level = logging.getLevelNamesMapping()[settings.log_level]
    for name, least in _LEAST.items():
        logging.getLogger(name).setLevel(max(level, least))


# Below these, libraries write down what people sent and what the database holds.
_LEAST = {
    "telegram": logging.INFO,
    "telegram.request": logging.CRITICAL,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "aiosqlite": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "asyncio": logging.INFO,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "uvicorn": logging.WARNING,
}


def _fail(faults: list[Fault]) -> NoReturn:
    for fault in faults:
        typer.echo(str(fault), err=True)
    sys.exit(1)


if __name__ == "__main__":
    app()
