"""Signatures of callbacks beside Twilio's own library: what one takes, the other takes."""

from urllib.parse import parse_qsl, urlencode

from hypothesis import given, strategies as st
import pytest
from twilio.request_validator import RequestValidator

from custom_components.sms_gateway.gateways.base import CallbackRequest
from custom_components.sms_gateway.gateways.twilio_signature import is_signed
from simulator.twilio import sign

TOKEN = "auth-token"
ADDRESSES = [
    "https://ha.example/api/sms_gateway/0123",
    "https://ha.example:8123/api/sms_gateway/0123",
    "http://ha.example/api/sms_gateway/0123",
    "https://hooks.nabu.casa/gAAAAABk_-=",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FIELDS = st.dictionaries(st.sampled_from(["Body", "From", "To", "body", "MessageSid"]), TEXTS)


def is_ours(address: str, query: str, fields: dict[str, str], shown: str) -> bool:
    """Tell whether a callback is taken here."""
    headers, body = {"X-Twilio-Signature": shown}, urlencode(fields).encode()
    return is_signed(CallbackRequest("POST", headers, query.encode(), body, (address,)), TOKEN)


@pytest.mark.parametrize("address", ADDRESSES)
@given(fields=FIELDS, query=st.sampled_from(["", "message_id=0123", "a=%2B&b=c+d"]), text=TEXTS)
def test_twilio_signs_what_is_taken(
    address: str, fields: dict[str, str], query: str, text: str
) -> None:
    validator, whole = RequestValidator(TOKEN), f"{address}?{query}" if query else address
    for each in (whole, whole.replace(":8123", "")):
        shown = validator.compute_signature(each, fields)
        assert validator.validate(whole, fields, shown)
        assert is_ours(address, query, fields, shown)
        forged = fields | {"Body": text}
        is_same = sorted(forged.items()) == sorted(fields.items())
        assert is_ours(address, query, forged, shown) == validator.validate(whole, forged, shown)
        assert is_ours(address, query, forged, shown) or not is_same


@given(fields=FIELDS)
def test_by_get(fields: dict[str, str]) -> None:
    query = urlencode(fields)
    whole = f"{ADDRESSES[0]}?{query}" if query else ADDRESSES[0]
    assert dict(parse_qsl(query, keep_blank_values=True)) == fields
    shown = RequestValidator(TOKEN).compute_signature(whole, {})
    assert is_ours(ADDRESSES[0], query, {}, shown)


@given(fields=FIELDS)
def test_the_simulator_signs_as_twilio_does(fields: dict[str, str]) -> None:
    expected = RequestValidator(TOKEN).compute_signature(ADDRESSES[0], fields)
    assert sign(ADDRESSES[0], fields, TOKEN) == expected
