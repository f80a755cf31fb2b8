"""The files for the finance unit, read back with other libraries than they are written with."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from bot.actions.budget_boards import Export
from bot.views.budget_export import COLUMNS, CSV, WORKBOOK, export_file, harmless, rows_of
from config.areas import SHIPPED_AREAS, read_areas
from operation.budget import BudgetRules, Cost, CostKind, Pot
from operation.hours import Sheet, Span, Why
from operation.ledger import Line, Night
from operation.overtime import Arithmetic, Kind, Wants, full, simple
from operation.people import Member, MemberState

AREA = read_areas([SHIPPED_AREAS])["lambeth"]
STARTS = datetime(2031, 3, 14, 20, tzinfo=UTC)
PLANNED = Span(STARTS, STARTS + timedelta(hours=6))
ACTUAL = Span(STARTS, STARTS + timedelta(hours=6, minutes=45))
POT = Pot("March", "X1", 500_000, date(2031, 3, 1), date(2031, 3, 31), id=1)
NIGHT = Night(5, STARTS.date(), PLANNED, 4, True, POT)
RATE = Fraction(20_00)


def member(number: int, surname: str, warrant: str | None = "1234AB") -> Member:
    return Member(number, "lambeth", MemberState.ACTIVE, surname, "PC", warrant)


def line(member_id: int, *, actual: Span = ACTUAL, priced: bool = True) -> Line:
    sheet = Sheet(
        5, member_id, PLANNED, proposed=actual, why=Why.ARREST, confirmed=actual, confirmed_by=9,
        rank="PC", version=2,
    )  # fmt: skip
    worth = simple(actual.elapsed, RATE) if priced else None
    return Line(NIGHT, sheet, "PC", RATE if priced else None, worth)


def export(*names: str, **more: Any) -> Export:
    members = {n: member(n, name) for n, name in enumerate(names, 1)}
    return Export(
        area=more.get("area", AREA),
        title=None,
        month=date(2031, 3, 1),
        lines=more.get("lines", tuple(line(n) for n in members)),
        costs=(Cost(1, CostKind.FOOD, 34_50, date(2031, 3, 15)),),
        pots={1: more.get("pot", POT)},
        members={**members, 9: member(9, "Example")},
        unconfirmed=more.get("unconfirmed", 0),
    )


def csv_rows(found: Export) -> list[dict[str, str]]:
    screen = export_file(found, CSV)
    assert screen.file is not None
    return list(csv.DictReader(StringIO(screen.file.content.decode("utf-8-sig"), newline="")))


def workbook(found: Export) -> Any:
    screen = export_file(found, WORKBOOK)
    assert screen.file is not None
    return openpyxl.load_workbook(BytesIO(screen.file.content))


def test_a_row_says_who_worked_when_and_what_it_costs() -> None:
    first, bought, total = csv_rows(export("Sample"))

    assert first == {
        "Date": "2031-03-14", "What": "hours", "Pot": "March", "Cost code": "X1", "Rank": "PC",
        "Name": "Sample", "Warrant number": "1234AB", "Planned": "20:00–02:00",
        "Actual": "20:00–02:45", "Elapsed hours": "6.75", "Units": "27", "Multiplier": "1",
        "Hourly rate": "20.00", "Amount": "135.00", "Pay or time off": "pay", "Time off": "",
        "Confirmed by": "PC Example",
    }  # fmt: skip
    assert (bought["What"], bought["Amount"], bought["Name"]) == ("food", "34.50", "")
    assert (total["Date"], total["Amount"]) == ("Total", "169.50")


def test_the_workbook_holds_the_same_rows_with_numbers_as_numbers() -> None:
    found = export("Sample", "Tester")
    sheet = workbook(found).active
    rows = list(sheet.iter_rows(values_only=True))

    assert list(rows[0]) == list(COLUMNS)
    assert sheet.freeze_panes == "A2"
    said = dict(zip(COLUMNS, rows[1], strict=True))
    assert said["Date"] == datetime(2031, 3, 14)  # noqa: DTZ001 - a cell has no zone
    assert (said["Amount"], said["Elapsed hours"], said["Units"]) == (135, 6.75, 27)
    assert said["Warrant number"] == "1234AB"
    amounts = [row[COLUMNS.index("Amount")] for row in rows[1:]]
    assert amounts[-1] == pytest.approx(sum(amounts[:-1])) == 304.50
    assert rows[-1][0] == "Total"
    money = sheet.cell(2, COLUMNS.index("Amount") + 1).number_format
    assert money == "£#,##0.00"


DANGEROUS = [
    "=1+1", "+44", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x",
    " =1+1", "\u200b=1+1", '=HYPERLINK("http://x","y")',
]  # fmt: skip


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_text_is_run_as_a_formula(name: str) -> None:
    assert harmless(name).startswith("'")
    found = export(name, pot=replace(POT, name=name, code=name))
    found = replace(
        found, lines=tuple(replace(e, night=replace(NIGHT, pot=found.pots[1])) for e in found.lines)
    )

    for row in csv_rows(found)[:-1]:
        for column in ("Name", "Pot", "Cost code"):
            assert row[column] == "" or row[column].startswith("'")
    for cells in workbook(found).active.iter_rows():
        for cell in cells:
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(("=", "+", "-", "@"))


def test_names_that_are_names_are_left_as_they_are() -> None:
    for name in ("O'Sample", "Sample-Tester", "Ĺubić", "Sample = Tester", "25"):
        assert harmless(name) == name


def test_a_long_number_in_a_warrant_stays_text() -> None:
    found = export("Sample")
    found = replace(found, members={**found.members, 1: member(1, "Sample", "0012345")})

    sheet = workbook(found).active
    cell = sheet.cell(2, COLUMNS.index("Warrant number") + 1)
    assert (cell.data_type, cell.value) == ("s", "0012345")


def test_full_arithmetic_says_units_multiplier_and_time_off() -> None:
    area = replace(AREA, budget=BudgetRules(Arithmetic.FULL))
    sheet = replace(line(1).sheet, wants=Wants.TIME_OFF, kind=Kind.PLANNED)
    worth = full(ACTUAL.elapsed, RATE, wants=Wants.TIME_OFF)
    found = export("Sample", area=area, lines=(Line(NIGHT, sheet, "PC", RATE, worth),))

    [row, *_] = csv_rows(found)
    assert (row["What"], row["Units"], row["Multiplier"]) == ("planned overtime", "27", "1.3333")
    assert (row["Pay or time off"], row["Time off"], row["Amount"]) == ("time off", "9 h", "0.00")


def test_a_rate_is_exact_every_field_is_quoted_and_people_are_as_when_hours_were_confirmed() -> (
    None
):
    # An hour of £41,130 a year: 4113000 × 6/313 ÷ 40 pence.
    exact = Fraction(4_113_000 * 6, 313 * 40)
    then = replace(line(1).sheet, surname="Before", warrant_number="0007AB")
    paid = Line(NIGHT, then, "PC", exact, simple(ACTUAL.elapsed, exact))
    found = export("Married", lines=(paid,))

    [row, *_] = csv_rows(found)
    assert row["Hourly rate"] == "19.710863"
    assert (row["Name"], row["Warrant number"]) == ("Before", "0007AB")
    file = export_file(found, CSV).file
    assert file is not None
    assert all(each.startswith('"') for each in file.content.decode("utf-8-sig").split(",") if each)
    sheet = workbook(found).active
    assert sheet.cell(2, COLUMNS.index("Hourly rate") + 1).value == pytest.approx(
        float(exact / 100)
    )


def test_what_is_left_out_and_what_has_no_price_is_said() -> None:
    found = export("Sample", lines=(line(1, priced=False),), unconfirmed=2)

    said = export_file(found, CSV).text
    assert "1 row has no rate and so no amount." in said
    assert "Not in it: 2 duties not confirmed yet." in said
    assert [row.amount for row in rows_of(found)] == [None, 34_50]
    assert csv_rows(found)[0]["Amount"] == ""


@pytest.mark.parametrize("form", [CSV, WORKBOOK])
def test_a_month_without_anything_is_a_file_with_a_heading_and_a_total(form: str) -> None:
    found = replace(export(), costs=())

    screen = export_file(found, form)
    assert screen.file is not None
    assert screen.file.name == f"hours-2031-03.{form}"
    assert "0 rows, £0.00 in all." in screen.text
