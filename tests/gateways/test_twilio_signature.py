"""The signature of Twilio's callbacks: which address, which fields, which secret."""

from base64 import b64encode
from hmac import digest
from urllib.parse import urlencode

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import CallbackRefusal, CallbackRequest
from custom_components.sms_gateway.gateways.twilio import Twilio
from custom_components.sms_gateway.gateways.twilio_signature import is_signed

TOKEN = "auth-token"
HOME = "https://ha.example/api/sms_gateway/0123"
CLOUD = "https://hooks.nabu.casa/gAAAAABk="
QUERY = "message_id=0123456789abcdef"
FIELDS = {"MessageSid": "SM1", "From": "+15550100001", "To": "+15550100099", "Body": "Öffne & geh"}


def signature(address: str, fields: dict[str, str] | None = None, token: str = TOKEN) -> str:
    """Return a signature as Twilio's page on security says it is made."""
    signed = address + "".join(name + value for name, value in sorted((fields or {}).items()))
    return b64encode(digest(token.encode(), signed.encode(), "sha1")).decode()


def request(
    shown: str,
    *,
    fields: dict[str, str] | None = None,
    query: str = "",
    addresses: tuple[str, ...] = (HOME,),
    method: str = "POST",
) -> CallbackRequest:
    """Return a callback."""
    headers = {"X-Twilio-Signature": shown} if shown else {}
    body = urlencode(fields or {}).encode()
    return CallbackRequest(method, headers, query.encode(), body, addresses)


def test_the_documented_example() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    shown = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    known = ("https://mycompany.com/myapp.php",)
    found = request(shown, fields=fields, query="foo=1&bar=2", addresses=known)
    assert is_signed(found, "12345")


@pytest.mark.parametrize(
    ("known", "signed"),
    [
        # As it was given, and with or without the port.
        (HOME, HOME),
        (HOME, HOME.replace("example", "example:443")),
        (HOME.replace("https", "http"), HOME.replace("https", "http")),
        (HOME.replace("https", "http"), HOME.replace("https://ha.example", "http://ha.example:80")),
        (HOME.replace("example", "example:8123"), HOME.replace("example", "example:8123")),
        (HOME.replace("example", "example:8123"), HOME),
        (HOME.replace("ha.example", "[fd00::1]:8123"), HOME.replace("ha.example", "[fd00::1]")),
        (HOME.replace("ha.example", "[fd00::1]"), HOME.replace("ha.example", "[fd00::1]:443")),
        # With user name and password.
        (HOME.replace("://", "://a:80@"), HOME.replace("://", "://a:80@")),
        (HOME.replace("://", "://a:p%40@"), HOME.replace("://ha.", "://a:p%40@ha.")),
        (CLOUD, CLOUD),
    ],
)
@pytest.mark.parametrize("query", ["", QUERY])
def test_forms_of_the_address(known: str, signed: str, query: str) -> None:
    whole = signed + (f"?{query}" if query else "")
    addresses = ("https://other.example/", known)
    shown = signature(whole, FIELDS)
    assert is_signed(request(shown, fields=FIELDS, query=query, addresses=addresses), TOKEN)
    # By GET all fields are in the query, as they were sent.
    query = "&".join(filter(None, [query, urlencode(FIELDS)]))
    shown = signature(f"{signed}?{query}")
    assert is_signed(request(shown, query=query, addresses=addresses, method="GET"), TOKEN)


@pytest.mark.parametrize(
    ("body", "signed"),
    [
        (b"b=2&a=1", "a1b2"),
        (b"B=2&a=1", "B2a1"),  # by the letters' codes, not as in a dictionary
        (b"a=1&Empty=", "Emptya1"),
        (b"a=2&a=1&a=2", "a1a2"),
        (b"a=+%2B%26%3D&%C3%B6=%F0%9F%91%8D", "a +&=ö👍"),
        (b"a=1&b", "a1b"),
        (b" a=1\r\n", "a1"),
        (b"", ""),
    ],
)
def test_fields(body: bytes, signed: str) -> None:
    headers = {"X-Twilio-Signature": signature(HOME + signed)}
    assert is_signed(CallbackRequest("POST", headers, b"", body, (HOME,)), TOKEN)


SHOWN = signature(f"{HOME}?{QUERY}", FIELDS)


@pytest.mark.parametrize(
    "forged",
    [
        request("", fields=FIELDS, query=QUERY),
        request(" ", fields=FIELDS, query=QUERY),
        request("é", fields=FIELDS, query=QUERY),
        request(SHOWN.lower(), fields=FIELDS, query=QUERY),
        request(signature(f"{HOME}?{QUERY}", FIELDS, "another"), fields=FIELDS, query=QUERY),
        request(SHOWN, fields=FIELDS | {"Body": "open"}, query=QUERY),
        request(SHOWN, fields=FIELDS | {"From": "+15550100002"}, query=QUERY),
        request(SHOWN, fields=FIELDS | {"body": "open"}, query=QUERY),
        request(SHOWN, fields={**FIELDS, "Extra": ""}, query=QUERY),
        request(SHOWN, fields=FIELDS, query=f"{QUERY}&Body=open"),
        request(SHOWN, fields=FIELDS, query="message_id=another"),
        request(SHOWN, fields=FIELDS),
        request(SHOWN, fields=FIELDS, query=QUERY, addresses=(CLOUD,)),
        request(SHOWN, fields=FIELDS, query=QUERY, addresses=("http://ha.example/0123",)),
        request(SHOWN, fields=FIELDS, query=QUERY, addresses=()),
        request(signature(f"{HOME}?{QUERY}"), fields=FIELDS, query=QUERY, method="GET"),
    ],
)
def test_what_is_not_signed(forged: CallbackRequest) -> None:
    assert is_signed(request(SHOWN, fields=FIELDS, query=QUERY), TOKEN)
    assert not is_signed(forged, TOKEN)


def twilio(choice: str | None) -> Twilio:
    """Return an account that is only asked to read."""
    gateway = Twilio.__new__(Twilio)
    chosen = {} if choice is None else {"signature": choice}
    gateway._credentials = {"auth_token": TOKEN, **chosen}  # noqa: SLF001 - no session here
    return gateway


@pytest.mark.parametrize("choice", [None, "ignored"])
def test_signatures_are_ignored_until_they_are_required(choice: str | None) -> None:
    for forged in (request("", fields=FIELDS), request("x", fields=FIELDS, addresses=())):
        parsed = twilio(choice).parse_callback(forged)
        assert (len(parsed.events), parsed.refusal) == (1, None)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (request(SHOWN, fields=FIELDS, query=QUERY), None),
        (request("", fields=FIELDS, query=QUERY), CallbackRefusal.SIGNATURE),
        (request("", fields={"Body": "from nobody"}), CallbackRefusal.SIGNATURE),
        (request(SHOWN, fields=FIELDS, addresses=()), CallbackRefusal.NO_ADDRESS),
        (request(""), None),  # somebody tries whether the address answers
    ],
)
def test_required_signatures(found: CallbackRequest, why: CallbackRefusal | None) -> None:
    parsed = twilio("required").parse_callback(found)
    assert parsed.refusal is why
    assert parsed.answer.status == (200 if why is None else 403)
    assert parsed.oddity is None
    if why is not None:
        assert parsed.events == ()


@given(
    body=st.binary(max_size=60),
    query=st.binary(max_size=60),
    shown=st.text(max_size=40),
    addresses=st.lists(st.sampled_from([HOME, CLOUD, "http://[::1]:8123/x"])),
)
def test_any_callback_is_judged(
    body: bytes, query: bytes, shown: str, addresses: list[str]
) -> None:
    headers = {"X-Twilio-Signature": shown}
    found = CallbackRequest("POST", headers, query, body, tuple(addresses))
    parsed = twilio("required").parse_callback(found)
    assert (parsed.refusal is None) == (not query and not body.strip())
