"""Tests of how amounts are read, however people and programs write them."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.amount import amount, first_amount


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (12.5, 12.5), (7, 7.0), ("12.50", 12.5), (" 300.50 ", 300.5), ("-1", -1.0), ("0", 0.0),
        ("+3", 3.0), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-3.25", -3.25),
        # Thousands and decimals.
        ("1,234.56", 1234.56), ("1.234,56", 1234.56), ("1 234.56", 1234.56), ("1 234,56", 1234.56),
        ("1'234.56", 1234.56), ("1\u2019234,56", 1234.56), ("1\u00a0234,56", 1234.56),
        ("1\u202f234.56", 1234.56), ("1,234,567", 1234567.0), ("1.234.567", 1234567.0),
        ("1.234.567,8", 1234567.8), ("1,234,567.891", 1234567.891), ("1,23,456.78", 123456.78),
        ("1 234", 1234.0), ("1'234", 1234.0), ("12,34", 12.34), ("12,5", 12.5), ("0,234", 0.234),
        ("1234,567", 1234.567), ("12,3456", 12.3456), (",5", 0.5), ("1.234", 1.234),
        # With what is counted.
        ("12,34 EUR", 12.34), ("EUR 12.34", 12.34), ("EUR12.34", 12.34), ("12.34EUR", 12.34),
        ("€12", 12.0), ("12 €", 12.0), ("-€12", -12.0), ("€-12", -12.0), ("€ 12,5", 12.5),
        ("US$12.5", 12.5), ("R$ 1.234,56", 1234.56), ("Rs. 500", 500.0), ("12 kr.", 12.0),
        ("R 12.30", 12.3), ("99,90 zł", 99.9), ("10 SMS", 10.0), ("12 credits", 12.0),
        ("CHF 1'234.50", 1234.5), ("£1,234.56", 1234.56), ("-12,50 €", -12.5),
        # Of other scripts.
        ("\u0661\u0662", 12.0), ("\u0661\u066b\u0665", 1.5), ("\u06f1\u066b\u06f5", 1.5),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", 1234.5), ("\u0967.\u096b", 1.5),
        ("\u22123,5", -3.5), ("\uff11\uff12", 12.0),
        # Unclear, or none at all.
        ("1,234", None), ("12,345", None), ("-1,234", None), ("$1,234", None), ("1,234 EUR", None),
        ("12 34", None), ("0 100", None), ("1.2.3", None), ("1,2,3", None), ("1.234,5.6", None),
        ("1,23.456,7", None), ("--3", None), ("-€-3", None), ("3.25-", None), ("(3.25)", None),
        ("12.50 DR", None), ("DR 12.50", None), ("minus 3", None), ("5 of 10", None),
        ("12-13", None), ("12/13", None), ("0x10", None), ("12%", None), ("1,", None), ("-", None),
        ("", None), ("much", None), ("EUR", None), (None, None), ([], None), ({}, None),
        (True, None), ("1e999", None), ("nan", None), ("inf", None), ("Infinity", None),
        (float("inf"), None), (float("nan"), None), (10**400, None), ("9" * 400, None),
    ],
)  # fmt: skip
def test_amounts(value: object, found: float | None) -> None:
    assert amount(value) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Credits: 12,50 left", 12.5), ("Balance: -US$12", -12.0), ("balance=1 234.56;", 1234.56),
        ("You have EUR12.34", 12.34), ("<a>1.234,56</a>", 1234.56), ("2026-11-28 12.50", 12.5),
        ("v2 12.5", 12.5), ('{"left": 3.25}', 3.25), ("first 7\nsecond 8", 7.0),
        ("left: 1,234", None), ("owed (12.50)", None), ("12.50 DR", None), ("12.50- EUR", None),
        ("0 12 3", None), ("12x", None), ("9" * 400, None),
        ("192.168.1.1", None), ("none", None), ("", None),
    ],
)  # fmt: skip
def test_the_first_amount_in_a_text(text: str, found: float | None) -> None:
    assert first_amount(text) == found


@given(st.floats(-1e12, 1e12).map(lambda number: round(number, 2)))
def test_an_amount_is_read_as_it_was_written(number: float) -> None:
    written = f"{number:,.2f}"
    assert amount(written) == number
    assert amount(written.translate(str.maketrans(",.", ".,"))) == number
    assert amount(f"EUR {written.replace(',', ' ')}") == number
    assert amount(f"{written.replace(',', chr(39))} €") == number


@given(st.text() | st.text("0123456789.,' -€EUR"))
def test_any_text_is_read(text: str) -> None:
    amount(text)
    first_amount(text)
