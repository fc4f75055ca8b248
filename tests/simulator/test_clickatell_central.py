"""Central's HTTP API as clickatell.md 4 and 6 and the two-way guide 8 document it."""

import re

from aiohttp import ClientError
from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator.faults import Fault

from .conftest import CentralCustomer

PHONE = "15550100001"
OTHER_PHONE = "15550100002"
SENDER = "15550100099"
SHARED = "27990000000"


def last_text(central: CentralCustomer) -> str:
    return central.simulator.network.messages[-1].text


def last_sender(central: CentralCustomer) -> str:
    return central.simulator.network.messages[-1].sender


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_send(central: CentralCustomer, method: str) -> None:
    answer = await central.send(method, **{"from": SENDER}, mo="1", cliMsgId="ha42")
    assert re.fullmatch("ID: [0-9a-f]{32}", answer)
    (message,) = central.simulator.network.messages
    assert answer == f"ID: {message.id}"
    assert (message.to, message.sender, message.text, message.client_message_id) == (
        PHONE,
        SENDER,
        "door open",
        "ha42",
    )
    assert message.gateway == "clickatell_central"


async def test_lower_case_client_message_id(central: CentralCustomer) -> None:
    await central.send(climsgid="ha42")
    assert central.simulator.network.messages[0].client_message_id == "ha42"


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("user", "nobody", "ERR: 001, Authentication failed"),
        ("password", "Simulator-password", "ERR: 001, Authentication failed"),
        ("password", "", "ERR: 001, Authentication failed"),
        ("api_id", "1234568", "ERR: 108, Invalid or missing api_id"),
        ("api_id", "", "ERR: 108, Invalid or missing api_id"),
    ],
)
async def test_credentials(central: CentralCustomer, name: str, value: str, error: str) -> None:
    assert await central.send(**{name: value}) == error
    parameters = central.credentials | {name: value}
    assert (await central.call("/http/getbalance", parameters))[::2] == (200, error)
    assert central.simulator.network.accepted == 0


async def test_parameters_in_a_body_that_is_no_form(central: CentralCustomer) -> None:
    url = f"{central.simulator.url}/clickatell_central/http/sendmsg"
    async with central.session.post(url, json=central.credentials) as response:
        assert (await response.text()).startswith("ERR: 001")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_several_recipients(central: CentralCustomer, method: str) -> None:
    answer = await central.send(method, to=f"{PHONE},123,{OTHER_PHONE}")
    first, second = central.simulator.network.messages
    # 4.1: one line each, mixed.
    assert answer.splitlines() == [
        f"ID: {first.id} To: {PHONE}",
        "ERR: 105, Invalid destination address To: 123",
        f"ID: {second.id} To: {OTHER_PHONE}",
    ]


async def test_error_of_all_recipients_is_one_line(central: CentralCustomer) -> None:
    assert await central.send(to=f"{PHONE},{OTHER_PHONE}", text="") == "ERR: 107, Empty message"


@pytest.mark.parametrize(("method", "highest"), [("GET", 300), ("POST", 600)])
async def test_too_many_recipients(central: CentralCustomer, method: str, highest: int) -> None:
    numbers = [str(15550100000 + number) for number in range(highest + 1)]
    answer = await central.send(method, to=",".join(numbers))
    assert answer == "ERR: 101, Invalid or missing parameters"
    answer = await central.send(method, to=",".join(numbers[1:]))
    assert len(answer.splitlines()) == highest
    assert central.simulator.network.accepted == highest
    assert central.simulator.network.send_requests == 2


@pytest.mark.parametrize(
    "to", ["+15550100001", "0015550100001", "123456", "1234567890123456", "1 5550100001", "Anna"]
)
async def test_bad_destination(central: CentralCustomer, to: str) -> None:
    assert await central.send(to=to) == "ERR: 105, Invalid destination address"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("to", "", 101),
        ("cliMsgId", "ha-42", 101),
        ("cliMsgId", "a" * 33, 101),
        ("mo", "2", 101),
        ("mo", "true", 101),
        ("callback", "8", 101),
        ("callback", "-1", 101),
        ("concat", "0", 101),
        ("concat", "36", 101),
        ("concat", "", 101),
        ("unicode", "2", 101),
        ("from", "+15550100099", 106),
        ("from", "12345678901234567", 106),
        ("from", "twelve chars", 106),
        ("from", "twelvelettrs", 106),
        ("text", "", 107),
    ],
)
async def test_invalid_parameter(
    central: CentralCustomer, name: str, value: str, code: int
) -> None:
    assert (await central.send(**{name: value})).startswith(f"ERR: {code}, ")
    assert central.simulator.network.accepted == 0


async def test_longest_client_message_id(central: CentralCustomer) -> None:
    assert (await central.send(cliMsgId="a" * 32)).startswith("ID: ")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("sent", "read"),
    [
        # 6: UTF-8 where ISO-8859-1 is read.
        ("ä".encode(), "A¤"),
        ("ä".encode("iso-8859-1"), "ä"),
        ("é à Ü ß £ {} ~ @ _".encode("iso-8859-1"), "é à Ü ß £ {} ~ @ _"),
        # Not in GSM-7.
        ("ç â ° `".encode("iso-8859-1"), "c a ? ?"),
        ("5 €".encode(), "5 a??"),
        (b"a+b %\r\n", "a+b %\r\n"),
    ],
)
async def test_text_is_read_as_iso_8859_1(
    central: CentralCustomer, method: str, sent: bytes, read: str
) -> None:
    await central.send(method, text=sent)
    assert last_text(central) == read
    assert central.simulator.network.messages[0].segments == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("sent", "read"),
    # The first is the example of 6.
    [("00e9", "é"), ("00E9", "é"), ("20ac", "€"), ("d83ddd25", "🔥"), ("041f", "П")],
)
async def test_unicode(central: CentralCustomer, method: str, sent: str, read: str) -> None:
    await central.send(method, text=sent, unicode="1")
    assert last_text(central) == read


@pytest.mark.parametrize(
    "text",
    [
        "é",
        "e9",
        "00 e9",
        "00e",
        "00e900",
        "feff00e9",
        "fffee900",
        "d83d",
        "dd25d83d",
        "zz00",
        "door open",
    ],
)
async def test_bad_unicode(central: CentralCustomer, text: str) -> None:
    assert await central.send(text=text, unicode="1") == "ERR: 116, Invalid unicode data"


async def test_hex_without_unicode_is_a_text(central: CentralCustomer) -> None:
    await central.send(text="00e9", unicode="0")
    assert last_text(central) == "00e9"


@pytest.mark.parametrize(
    ("text", "concat", "segments"),
    [
        ("a" * 160, None, 1),
        ("a" * 161, "2", 2),
        ("a" * 306, "35", 2),
        ("a" * 153 * 35, "35", 35),
    ],
)
async def test_concat(
    central: CentralCustomer, text: str, concat: str | None, segments: int
) -> None:
    parameters = {} if concat is None else {"concat": concat}
    assert (await central.send("POST", text=text, **parameters)).startswith("ID: ")
    assert central.simulator.network.messages[0].segments == segments


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("a" * 161, {}),
        ("a" * 161, {"concat": "1"}),
        ("a" * 307, {"concat": "2"}),
        ("a" * (153 * 35 + 1), {"concat": "35"}),
        ("0061" * 71, {"unicode": "1"}),
        ("0061" * 135, {"unicode": "1", "concat": "2"}),
    ],
)
async def test_more_segments_than_concat(
    central: CentralCustomer, text: str, parameters: dict[str, str]
) -> None:
    answer = await central.send("POST", text=text, **parameters)
    assert answer == "ERR: 113, Maximum message parts exceeded"


async def test_unicode_is_counted_in_ucs2_whatever_the_text(central: CentralCustomer) -> None:
    await central.send(text="0061" * 70, unicode="1")
    await central.send(text="0061" * 71, unicode="1", concat="2")
    assert [message.segments for message in central.simulator.network.messages] == [1, 2]


@pytest.mark.parametrize(
    ("sender", "mo", "kept"),
    # The table of the two-way guide 8.2.
    [
        (SENDER, "1", True),
        (SENDER, "0", False),
        (SENDER, None, False),
        ("15550100077", "1", False),
        ("15550100077", None, False),
        ("HOME", "1", False),
        ("HOME", None, False),
        ("", "1", False),
        (None, "1", False),
        (None, None, False),
    ],
)
async def test_sender(
    central: CentralCustomer, sender: str | None, mo: str | None, kept: bool
) -> None:
    central.simulator.account.senders = ("15550100098", SENDER)
    parameters = {"from": sender, "mo": mo}
    await central.send(**{name: value for name, value in parameters.items() if value is not None})
    assert last_sender(central) == (sender if kept else SHARED)


async def test_sender_of_an_account_without_numbers(central: CentralCustomer) -> None:
    await central.send(**{"from": "HOME"})
    assert last_sender(central) == "HOME"
    await central.send(mo="1")
    assert last_sender(central) == SHARED


@pytest.mark.parametrize("mo", ["0", "1"])
async def test_reply_to_the_shared_sender_is_lost(central: CentralCustomer, mo: str) -> None:
    central.simulator.account.callback_url = "http://127.0.0.1:1/hook"
    await central.send(mo=mo)
    reply = await central.simulator.reply(PHONE, "YES")
    assert reply.to == SHARED
    assert central.simulator.callbacks.sent == []


async def test_opted_out(central: CentralCustomer) -> None:
    network = central.simulator.network
    network.opt_out(PHONE, SENDER, every_sender=False, confirmed=True)
    answer = await central.send(**{"from": SENDER}, to=f"{PHONE},{OTHER_PHONE}")
    assert answer.splitlines()[0] == f"ERR: 122, Number opted out To: {PHONE}"
    assert answer.splitlines()[1].startswith("ID: ")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_balance(central: CentralCustomer, method: str) -> None:
    account = central.simulator.account
    await central.send(to=f"{PHONE},{OTHER_PHONE}", text="a" * 161, concat="2")
    answer = await central.call("/http/getbalance", central.credentials, method)
    assert answer == (200, "text/plain", "Credit: 99.84")
    account.credits_plural = True
    answer = await central.call("/http/getbalance", central.credentials, method)
    assert answer == (200, "text/plain", "Credits: 99.84")


async def test_no_credit(central: CentralCustomer) -> None:
    central.simulator.account.balance = central.simulator.account.price
    answer = await central.send(to=f"{PHONE},{OTHER_PHONE}")
    assert answer.splitlines()[1] == f"ERR: 301, No credit left To: {OTHER_PHONE}"
    assert await central.send() == "ERR: 301, No credit left"
    assert central.simulator.network.accepted == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.HTTP_500, "ERR: 901, Internal error - please retry"),
        (Fault.BAD_KEY, "ERR: 001, Authentication failed"),
        (Fault.ADDRESS, "ERR: 007, IP lockdown violation"),
        (Fault.CODE_43, "ERR: 130, MT limit exceeded until 1700000060"),
    ],
)
async def test_faults_with_200(
    central: CentralCustomer, freezer: FrozenDateTimeFactory, fault: Fault, error: str
) -> None:
    freezer.move_to("2023-11-14 22:13:20")
    central.simulator.faults.set(fault, count=2)
    assert await central.call("/http/getbalance", central.credentials) == (200, "text/plain", error)
    assert await central.send(to=f"{PHONE},{OTHER_PHONE}") == error
    network = central.simulator.network
    assert (network.accepted, network.send_requests) == (0, 1)
    assert (await central.send()).startswith("ID: ")


async def test_limit_lasts_as_long_as_the_fault_says(
    central: CentralCustomer, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2023-11-14 22:13:20")
    central.simulator.faults.set(Fault.CODE_43, 5)
    assert await central.send() == "ERR: 130, MT limit exceeded until 1700000005"


@pytest.mark.parametrize(("fault", "status"), [(Fault.HTTP_503, 503), (Fault.RATE_429, 429)])
async def test_faults_with_another_status(
    central: CentralCustomer, fault: Fault, status: int
) -> None:
    central.simulator.faults.set(fault, count=2)
    answer = await central.call("/http/sendmsg", central.credentials)
    assert answer[:2] == (status, "text/plain")
    assert not answer[2].startswith(("ERR", "ID"))
    answer = await central.call("/xml/xml", {"data": "<clickAPI/>"}, "POST")
    assert answer[:2] == (status, "text/plain")


async def test_faults_of_the_connection(central: CentralCustomer) -> None:
    faults = central.simulator.faults
    faults.set(Fault.TRUNCATED, count=1)
    answer = await central.send()
    (message,) = central.simulator.network.messages
    assert answer == f"ID: {message.id}"[:18]
    faults.set(Fault.DROP_ANSWER, count=1)
    with pytest.raises(ClientError):
        await central.send("POST")  # aiohttp repeats a GET by itself
    assert central.simulator.network.accepted == 2
    faults.set(Fault.HTML, count=1)
    assert (await central.call("/http/sendmsg", central.credentials))[1] == "text/html"
    faults.set(Fault.NO_FUNDS, count=1)
    answer = await central.send(to=f"{PHONE},{OTHER_PHONE}")
    assert [line[:9] for line in answer.splitlines()] == ["ERR: 301,"] * 2
    assert central.simulator.network.accepted == 2
