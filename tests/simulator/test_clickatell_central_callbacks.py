"""Central's callbacks as clickatell.md 4.6 and 5 and the two-way guide 8.3 document them."""

from urllib.parse import parse_qsl, unquote_to_bytes
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator.account import CallbackForm
from simulator.callbacks import CallbackState
from simulator.faults import Fault

from .conftest import CentralCustomer, Webhook

PHONE = "15550100001"
SENDER = "15550100099"
TIME = "2008-08-06 07:43:50"
"""Two hours before that of the example in the two-way guide 8.3.1."""

XML_FORMS = [CallbackForm.XML_GET, CallbackForm.XML_POST]
SOAP_FORMS = [CallbackForm.SOAP_GET, CallbackForm.SOAP_POST]
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def check_method(webhook: Webhook, form: CallbackForm) -> None:
    """A GET has all in its query, a POST in its body, as a form."""
    for heard in webhook.requests:
        if form.endswith("get"):
            assert (heard.method, heard.body) == ("GET", "")
        else:
            assert (heard.method, heard.query) == ("POST", "")
            assert heard.content_type == "application/x-www-form-urlencoded"


def raw_fields(webhook: Webhook, place: int = -1) -> dict[str, str]:
    """Return the fields of a callback, still encoded."""
    pairs = (pair.partition("=") for pair in webhook.requests[place].form.split("&"))
    return {name: value for name, _, value in pairs}


def document(webhook: Webhook, place: int = -1) -> tuple[str, Element]:
    """Return the only field of a callback in XML, as text and as elements."""
    assert raw_fields(webhook, place).keys() == {"data"}
    data = unquote_to_bytes(raw_fields(webhook, place)["data"].replace("+", " "))
    assert data.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>')
    return data.decode("iso-8859-1"), fromstring(data)


def children(element: Element) -> dict[str, str]:
    return {child.tag: child.text or "" for child in element}


def soap_operation(webhook: Webhook, place: int = -1) -> Element:
    """Return what is in the body of an envelope."""
    _, envelope = document(webhook, place)
    assert envelope.tag == f"{SOAP}Envelope"
    (body,) = envelope
    assert body.tag == f"{SOAP}Body"
    (operation,) = body
    return operation


@pytest.mark.parametrize("form", [None, CallbackForm.HTTP_GET, CallbackForm.HTTP_POST])
async def test_reply_over_http(
    central: CentralCustomer,
    webhook: Webhook,
    freezer: FrozenDateTimeFactory,
    form: CallbackForm | None,
) -> None:
    freezer.move_to(TIME)
    central.simulator.account.callback_form = form
    reply = await central.simulator.reply(PHONE, "Hi, man")
    check_method(webhook, form or CallbackForm.HTTP_GET)
    # The names of the two-way guide 8.3.1, the encoding of the capture in 5.
    assert webhook.requests[0].form == (
        f"api_id=1234567&from={PHONE}&to={SENDER}&timestamp=2008-08-06+09%3A43%3A50"
        f"&text=Hi%2C+man&charset=ISO-8859-1&udh=&moMsgId={reply.id}"
    )


@pytest.mark.parametrize("form", [CallbackForm.HTTP_GET, CallbackForm.HTTP_POST])
@pytest.mark.parametrize(
    ("text", "charset", "encoded"),
    [
        # The beginning of the capture in 5.
        ("Пр", "UTF-16BE", "%04%1F%04%40"),
        ("Hallo Welt", "ISO-8859-1", "Hallo+Welt"),
        ("ä & = % +", "ISO-8859-1", "%E4+%26+%3D+%25+%2B"),
        ("tenía", "UTF-16BE", "%00t%00e%00n%00%ED%00a"),
        ("5 €", "UTF-16BE", "%005%00++%AC"),
        ("🔥", "UTF-16BE", "%D8%3D%DD%25"),
    ],
)
async def test_text_over_http_is_bytes_of_its_charset(
    central: CentralCustomer,
    webhook: Webhook,
    form: CallbackForm,
    text: str,
    charset: str,
    encoded: str,
) -> None:
    central.simulator.account.callback_form = form
    await central.simulator.reply(PHONE, text)
    assert raw_fields(webhook)["charset"] == charset
    assert raw_fields(webhook)["text"] == encoded


@pytest.mark.parametrize("form", XML_FORMS)
async def test_reply_in_xml(
    central: CentralCustomer, webhook: Webhook, freezer: FrozenDateTimeFactory, form: CallbackForm
) -> None:
    freezer.move_to(TIME)
    central.simulator.account.callback_form = form
    reply = await central.simulator.reply(PHONE, "ä < 5 & 🔥")
    check_method(webhook, form)
    text, clickmo = document(webhook)
    # The elements of the two-way guide 8.3.4.
    assert clickmo.tag == "clickmo"
    assert children(clickmo) == {
        "api_id": "1234567",
        "moMsgId": reply.id,
        "from": PHONE,
        "to": SENDER,
        "timestamp": "2008-08-06 09:43:50",
        "text": "ä < 5 & 🔥",
        "charset": "UTF-16BE",
        "udh": "",
    }
    assert "<text>ä &lt; 5 &amp; &#128293;</text>" in text


@pytest.mark.parametrize("form", SOAP_FORMS)
async def test_reply_in_soap(
    central: CentralCustomer, webhook: Webhook, freezer: FrozenDateTimeFactory, form: CallbackForm
) -> None:
    freezer.move_to(TIME)
    central.simulator.account.callback_form = form
    reply = await central.simulator.reply(PHONE, "ä < 5")
    check_method(webhook, form)
    operation = soap_operation(webhook)
    # The elements of the two-way guide 8.3.5.
    assert operation.tag == "{clickatell_mo}mo_callback"
    assert children(operation) == {
        "api_id": "1234567",
        "from": PHONE,
        "to": SENDER,
        "timestamp": "2008-08-06 09:43:50",
        "charset": "ISO-8859-1",
        "udh": "",
        "text": "ä < 5",
        "momsgid": reply.id,
    }
    types = {child.tag: child.get(XSI_TYPE) for child in operation}
    assert types == dict.fromkeys(types, "xsd:string") | {"api_id": "xsd:int"}


async def test_callback_url_with_a_query(central: CentralCustomer, webhook: Webhook) -> None:
    central.simulator.account.callback_url = f"{webhook.url}?house=1"
    await central.simulator.reply(PHONE, "Пр")
    assert webhook.requests[0].query.startswith("house=1&api_id=1234567&")
    assert "&text=%04%1F%04%40&" in webhook.requests[0].query
    central.simulator.account.callback_form = CallbackForm.HTTP_POST
    await central.simulator.reply(PHONE, "Пр")
    assert webhook.requests[1].query == "house=1"


async def test_callback_is_repeated_byte_for_byte(
    central: CentralCustomer, webhook: Webhook
) -> None:
    webhook.answers = [500]
    await central.simulator.reply(PHONE, "Пр")
    await central.simulator.settled()
    first, second = webhook.requests
    assert first == second
    assert [callback.state for callback in central.simulator.callbacks.sent] == [CallbackState.DONE]


@pytest.mark.parametrize("form", CallbackForm)
async def test_long_reply(central: CentralCustomer, webhook: Webhook, form: CallbackForm) -> None:
    central.simulator.account.callback_form = form
    central.simulator.network.phone(PHONE).reference = 0x32
    reply = await central.simulator.reply(PHONE, "a" * 152 + "€" + "b" * 7)
    if form in SOAP_FORMS:
        parts = [children(soap_operation(webhook, place)) for place in (0, 1)]
    elif form in XML_FORMS:
        parts = [children(document(webhook, place)[1]) for place in (0, 1)]
    else:
        parts = [raw_fields(webhook, place) for place in (0, 1)]
    # The headers of the two-way guide 8.3; each part has a charset of its own.
    assert [part["udh"] for part in parts] == ["050003330201", "050003330202"]
    assert [part["charset"] for part in parts] == ["ISO-8859-1", "UTF-16BE"]
    assert parts[0]["text"] == "a" * 152
    ids = [part["momsgid" if form in SOAP_FORMS else "moMsgId"] for part in parts]
    assert ids == [part.id for part in reply.parts]
    assert len(set(ids)) == 2


async def test_long_reply_with_wide_reference(central: CentralCustomer, webhook: Webhook) -> None:
    central.simulator.account.wide_references = True
    await central.simulator.reply(PHONE, "a" * 161)
    headers = [raw_fields(webhook, place)["udh"] for place in (0, 1)]
    assert headers == ["06080400010201", "06080400010202"]
    assert raw_fields(webhook, 0)["text"] == "a" * 152


async def test_parts_out_of_order(central: CentralCustomer, webhook: Webhook) -> None:
    central.simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER)
    await central.simulator.reply(PHONE, "a" * 307)
    headers = [raw_fields(webhook, place)["udh"] for place in range(3)]
    assert headers == ["050003010303", "050003010302", "050003010301"]


async def test_each_phone_counts_its_own_references(
    central: CentralCustomer, webhook: Webhook
) -> None:
    for phone in (PHONE, "15550100002", PHONE):
        await central.simulator.reply(phone, "a" * 161)
    headers = [raw_fields(webhook, place)["udh"] for place in (0, 2, 4)]
    assert headers == ["050003010201", "050003010201", "050003020201"]


async def test_delivery_report_over_http(
    central: CentralCustomer, webhook: Webhook, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2008-08-06 09:35:29")
    await central.send(
        **{"from": SENDER}, callback="7", cliMsgId="abc123", text="a" * 161, concat="2"
    )
    await central.simulator.settled()
    check_method(webhook, CallbackForm.HTTP_GET)
    (message,) = central.simulator.network.messages
    # The names of 4.6.
    assert raw_fields(webhook) == {
        "api_id": "1234567",
        "apiMsgId": message.id,
        "cliMsgId": "abc123",
        "to": PHONE,
        "timestamp": "1218015329",
        "from": SENDER,
        "status": "004",
        "charge": "0.080000",
    }
    assert raw_fields(webhook, 0)["status"] == "003"


@pytest.mark.parametrize("form", XML_FORMS)
async def test_delivery_report_in_xml(
    central: CentralCustomer, webhook: Webhook, freezer: FrozenDateTimeFactory, form: CallbackForm
) -> None:
    freezer.move_to("2008-08-06 07:35:29")
    central.simulator.account.callback_form = form
    await central.send(**{"from": SENDER}, callback="2")
    await central.simulator.settled()
    check_method(webhook, form)
    _, callback = document(webhook)
    (message,) = central.simulator.network.messages
    assert callback.tag == "callback"
    assert children(callback) == {
        "apiMsgId": message.id,
        "cliMsgId": "",
        "timestamp": "1218008129",
        "to": PHONE,
        "from": SENDER,
        "charge": "0.040000",
        "status": "004",
    }


@pytest.mark.parametrize("form", SOAP_FORMS)
async def test_delivery_report_in_soap(
    central: CentralCustomer, webhook: Webhook, form: CallbackForm
) -> None:
    central.simulator.account.callback_form = form
    await central.send(callback="2", cliMsgId="abc123")
    await central.simulator.settled()
    check_method(webhook, form)
    operation = soap_operation(webhook)
    (message,) = central.simulator.network.messages
    assert operation.tag == "{clickatell_mt}mt_callback"
    fields = children(operation)
    assert (fields["apimsgid"], fields["climsgid"]) == (message.id, "abc123")
    assert fields["status"] == "004"


@pytest.mark.parametrize(
    ("callback", "delivered", "failed"),
    # The bits of 4.1.
    [
        (None, [], []),
        ("0", [], []),
        ("1", ["003"], ["003"]),
        ("2", ["004"], ["007"]),
        ("3", ["003", "004"], ["003", "007"]),
        ("4", [], ["007"]),
        ("5", ["003"], ["003", "007"]),
        ("6", ["004"], ["007"]),
        ("7", ["003", "004"], ["003", "007"]),
    ],
)
async def test_callback_says_what_is_reported(
    central: CentralCustomer,
    webhook: Webhook,
    callback: str | None,
    delivered: list[str],
    failed: list[str],
) -> None:
    central.simulator.network.set_unreachable("15550100002", unreachable=True)
    parameters = {} if callback is None else {"callback": callback}
    for to, statuses in ((PHONE, delivered), ("15550100002", failed)):
        webhook.requests.clear()
        await central.send(to=to, **parameters)
        await central.simulator.settled()
        assert [dict(parse_qsl(heard.query))["status"] for heard in webhook.requests] == statuses


async def test_delivered_before_sent(central: CentralCustomer, webhook: Webhook) -> None:
    central.simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER, count=1)
    await central.send(callback="3")
    await central.simulator.settled()
    assert [raw_fields(webhook, place)["status"] for place in (0, 1)] == ["004", "003"]


async def test_control_api_shows_what_a_callback_says(
    central: CentralCustomer, webhook: Webhook
) -> None:
    reply = await central.simulator.reply(PHONE, "tenía")
    url = f"{central.simulator.control_url}/control/callbacks"
    async with central.session.get(url) as response:
        (callback,) = (await response.json())["callbacks"]
    assert (callback["url"], callback["method"]) == (webhook.url, "GET")
    assert (callback["state"], callback["summary"]) == ("done", "Reply: tenía")
    assert (callback["fields"]["text"], callback["fields"]["moMsgId"]) == ("tenía", reply.id)
