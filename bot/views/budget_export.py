"""Hours and costs as files for the finance unit: a CSV and a workbook of the same rows.

Names and codes are text that people typed. In a spreadsheet a text that begins like a formula may
be run as one, so such a text is led by an apostrophe, in both files.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from bot.actions.budget_boards import Export
from bot.screens import File, Screen
from bot.views.hours_words import KINDS, WANTS, length, short_times
from bot.views.money import pounds
from bot.views.plain import count, safe
from operation.budget import Cost, CostKind
from operation.ledger import Line

COSTS = {
    CostKind.FOOD: "food",
    CostKind.TRAINING: "training",
    CostKind.EQUIPMENT: "equipment",
    CostKind.TRAVEL: "travel",
    CostKind.OTHER: "other",
}
CSV, WORKBOOK = "csv", "xlsx"
_MIMES = {
    CSV: "text/csv",
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RUN = frozenset("=+-@\t\r\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, in the order of the columns; None is an empty cell."""

    date: date
    what: str
    pot: str | None
    cost_code: str | None
    rank: str | None
    name: str | None
    warrant_number: str | None
    planned: str | None
    actual: str | None
    elapsed_hours: Fraction | None
    units: int | None
    multiplier: Fraction | None
    hourly_rate: Fraction | None
    amount: int | None
    pay_or_time_off: str | None
    time_off: str | None
    confirmed_by: str | None


_PENCE = {"amount"}
_EXACT_PENCE = {"hourly_rate"}
"""Not rounded to pence: what an hour of an annual pay costs."""
_FRACTIONS = {"elapsed_hours", "multiplier"}
COLUMNS = tuple(field.name.replace("_", " ").capitalize() for field in fields(Row))


def rows_of(found: Export) -> list[Row]:
    """Nights and costs, in the order of the days."""
    rows = [_night(found, each) for each in found.lines]
    rows += [_bought(found, each) for each in found.costs]
    return sorted(rows, key=lambda row: row.date)


def _night(found: Export, line: Line) -> Row:
    sheet, worth, zone = line.sheet, line.worth, found.area.zone
    member = found.members[sheet.member_id]
    lead = found.members.get(sheet.confirmed_by or 0)
    span = sheet.stated
    is_full = found.area.budget.is_full
    return Row(
        date=line.night.night,
        what=KINDS[sheet.kind] if is_full else "hours",
        pot=line.night.pot.name if line.night.pot else None,
        cost_code=line.night.pot.code if line.night.pot else None,
        rank=line.rank,
        name=sheet.surname or member.surname,
        warrant_number=sheet.warrant_number or member.warrant_number,
        planned=short_times(sheet.planned, zone),
        actual=short_times(span, zone),
        elapsed_hours=Fraction(span.elapsed // timedelta(minutes=1), 60),
        units=worth.units if worth else None,
        multiplier=worth.multiplier if worth else None,
        hourly_rate=line.rate,
        amount=worth.pence if worth else None,
        pay_or_time_off=WANTS[sheet.wants] if is_full else "pay",
        time_off=length(worth.time_off) if worth and worth.time_off else None,
        confirmed_by=lead.called if lead else None,
    )


def _bought(found: Export, cost: Cost) -> Row:
    pot = found.pots.get(cost.pot_id)
    blank = dict.fromkeys(field.name for field in fields(Row))
    values: dict[str, Any] = {
        **blank,
        "date": cost.day,
        "what": COSTS[cost.kind],
        "pot": pot.name if pot else None,
        "cost_code": pot.code if pot else None,
        "amount": cost.pence,
    }
    return Row(**values)


def total_of(rows: list[Row]) -> int:
    """The sum of all amounts, in pence."""
    return sum(row.amount or 0 for row in rows)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, full-width signs and leading space included."""
    plain = unicodedata.normalize("NFKC", text)
    first = "".join(c for c in plain if not c.isspace() and c.isprintable())[:1]
    return f"'{text}" if plain[:1] in _RUN or first in _RUN else text


def csv_file(rows: list[Row]) -> bytes:
    """The rows as CSV, with a total; for spreadsheets, which look for the mark at its start."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_as_text(name, value) for name, value in _cells(row)])
    last = ["Total", *[""] * (len(COLUMNS) - 1)]
    last[_column("amount")] = _decimal(total_of(rows))
    writer.writerow(last)
    return written.getvalue().encode("utf-8-sig")


def _as_text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _PENCE:
        return _decimal(value)
    if name in _EXACT_PENCE:
        return _exactly(value)
    if name in _FRACTIONS:
        return f"{float(value):.4f}".rstrip("0").rstrip(".")
    return value.isoformat() if isinstance(value, date) else harmless(str(value))


def _exactly(pence: Fraction) -> str:
    """20.00; 19.496805: pounds, with as many of six places as it takes and two at least."""
    places = f"{float(pence / 100):.6f}"
    whole, _, part = places.partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _decimal(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def workbook(rows: list[Row], title: str) -> bytes:
    """The rows as a workbook: dates and money as such, a total, the heading stays in sight."""
    written = BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {
            "in_memory": True,
            "constant_memory": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "£#,##0.00"})
    total = book.add_format({"num_format": "£#,##0.00", "bold": True, "top": 1})
    exact = book.add_format({"num_format": "£#,##0.00####"})
    day = book.add_format({"num_format": "d mmm yyyy"})
    number = book.add_format({"num_format": "0.00##"})
    sheet = book.add_worksheet(title)
    for column, words in enumerate(COLUMNS):
        sheet.write_string(0, column, words, bold)
    for at, row in enumerate(rows, 1):
        for column, (name, value) in enumerate(_cells(row)):
            if value is None:
                continue
            if name in _PENCE:
                sheet.write_number(at, column, value / 100, money)
            elif name in _EXACT_PENCE:
                sheet.write_number(at, column, float(value / 100), exact)
            elif name in _FRACTIONS:
                sheet.write_number(at, column, float(value), number)
            elif isinstance(value, int):
                sheet.write_number(at, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            else:
                sheet.write_string(at, column, harmless(str(value)))
    sheet.write_string(len(rows) + 1, 0, "Total", bold)
    amount = _column("amount")
    sheet.write_number(len(rows) + 1, amount, total_of(rows) / 100, total)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    sheet.autofit()
    book.close()
    return written.getvalue()


def _cells(row: Row) -> Iterator[tuple[str, Any]]:
    return ((field.name, getattr(row, field.name)) for field in fields(row))


def _column(name: str) -> int:
    return [field.name for field in fields(Row)].index(name)


_MAKERS: dict[str, Callable[[list[Row], str], bytes]] = {
    CSV: lambda rows, _title: csv_file(rows),
    WORKBOOK: workbook,
}


def export_file(found: Export, form: str) -> Screen:
    """The file, with what it holds and what it leaves out."""
    rows = rows_of(found)
    title = found.title or (f"{found.month:%B %Y}" if found.month else "")
    named = f"{found.month:%Y-%m}" if found.month else "pot"
    lines = [
        f"<b>{safe(title)}</b>: {count(len(rows), 'row')}, {pounds(total_of(rows))} in all.",
    ]
    unpriced = sum(row.amount is None for row in rows)
    if unpriced:
        lines.append(f"{count(unpriced, 'row has', 'rows have')} no rate and so no amount.")
    if found.unconfirmed:
        lines.append(f"Not in it: {count(found.unconfirmed, 'duty', 'duties')} not confirmed yet.")
    lines.append("It names officers and what they are paid: pass it to the finance unit only.")
    content = _MAKERS[form](rows, "Hours and costs")
    file = File(f"hours-{named}.{form}", content, _MIMES[form])
    return Screen(text="\n".join(lines), file=file)
