"""Central's XML API as clickatell.md 4.3 documents it."""

from xml.sax.saxutils import escape

import pytest

from simulator.faults import Fault

from .conftest import CentralCustomer

PHONE = "15550100001"
OTHER_PHONE = "15550100002"
WHO = "<api_id>1234567</api_id><user>simulator</user><password>simulator-password</password>"


def send_msg(more: str = "", to: str = PHONE, text: str = "hi") -> str:
    return f"<sendMsg>{WHO}<to>{to}</to><text>{escape(text)}</text>{more}</sendMsg>"


def click_api(*commands: str) -> str:
    return f"<clickAPI>{''.join(commands)}</clickAPI>"


async def test_send_example(central: CentralCustomer) -> None:
    # The example of 4.3.
    account = central.simulator.account
    account.api_id, account.user, account.password = "1", "u", "p"
    answer = await central.send_xml(
        b"<clickAPI><sendMsg><api_id>1</api_id><user>u</user><password>p</password>"
        b"<to>15550100001</to><text>hi</text><from>15550100099</from><mo>1</mo>"
        b"<sequence_no>7</sequence_no></sendMsg></clickAPI>"
    )
    (message,) = central.simulator.network.messages
    assert answer == (
        f"<clickAPI><sendMsgResp><apiMsgId>{message.id}</apiMsgId><sequence_no>7</sequence_no>"
        "</sendMsgResp></clickAPI>"
    )
    assert (message.to, message.sender, message.text, message.gateway) == (
        PHONE,
        "15550100099",
        "hi",
        "clickatell_central",
    )


async def test_sequence_number_only_if_sent(central: CentralCustomer) -> None:
    answer = await central.send_xml(click_api(send_msg()))
    (message,) = central.simulator.network.messages
    assert answer == click_api(f"<sendMsgResp><apiMsgId>{message.id}</apiMsgId></sendMsgResp>")


async def test_several_commands_are_answered_in_order(central: CentralCustomer) -> None:
    answer = await central.send_xml(
        click_api(
            send_msg("<sequence_no>a&amp;1</sequence_no>"),
            send_msg("<sequence_no>2</sequence_no>", to="123"),
            f"<getBalance>{WHO}</getBalance>",
            send_msg(to=OTHER_PHONE),
        )
    )
    first, second = central.simulator.network.messages
    assert answer == click_api(
        f"<sendMsgResp><apiMsgId>{first.id}</apiMsgId>"
        "<sequence_no>a&amp;1</sequence_no></sendMsgResp>",
        "<sendMsgResp><fault>105, Invalid destination address</fault>"
        "<sequence_no>2</sequence_no></sendMsgResp>",
        "<getBalanceResp><ok>99.96</ok></getBalanceResp>",
        f"<sendMsgResp><apiMsgId>{second.id}</apiMsgId></sendMsgResp>",
    )
    assert [message.request for message in (first, second)] == [1, 1]


async def test_several_recipients(central: CentralCustomer) -> None:
    more = "<sequence_no>7</sequence_no>"
    answer = await central.send_xml(click_api(send_msg(more, to=f"{PHONE},123")))
    (message,) = central.simulator.network.messages
    assert answer == click_api(
        f"<sendMsgResp><apiMsgId>{message.id}</apiMsgId><to>{PHONE}</to>{more}</sendMsgResp>",
        f"<sendMsgResp><fault>105, Invalid destination address</fault><to>123</to>{more}"
        "</sendMsgResp>",
    )


async def test_balance(central: CentralCustomer) -> None:
    central.simulator.account.balance *= 2
    command = f"<getBalance>{WHO}<sequence_no>1</sequence_no></getBalance>"
    assert await central.send_xml(click_api(command)) == click_api(
        "<getBalanceResp><ok>200</ok><sequence_no>1</sequence_no></getBalanceResp>"
    )
    assert central.simulator.network.send_requests == 0


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("<getBalance/>", "001, Authentication failed"),
        (
            f"<getBalance>{WHO.replace('1234567', '7')}</getBalance>",
            "108, Invalid or missing api_id",
        ),
        ("<sendMsg/>", "001, Authentication failed"),
        (send_msg().replace("api_id", "API_ID"), "108, Invalid or missing api_id"),
        (send_msg().replace("to>", "To>"), "101, Invalid or missing parameters"),
        (send_msg().replace("text>", "content>"), "107, Empty message"),
        (send_msg(text="a" * 161), "113, Maximum message parts exceeded"),
        (send_msg("<unicode>1</unicode>"), "116, Invalid unicode data"),
        (send_msg("<cliMsgId>ha-42</cliMsgId>"), "101, Invalid or missing parameters"),
        (send_msg().replace("sendMsg", "sendmsg"), "100, Data malformed"),
        ("<ping/>", "100, Data malformed"),
    ],
)
async def test_fault(central: CentralCustomer, command: str, fault: str) -> None:
    name = command[1:].partition(">")[0].rstrip("/")
    answer = await central.send_xml(click_api(command))
    assert answer == click_api(f"<{name}Resp><fault>{fault}</fault></{name}Resp>")
    assert central.simulator.network.accepted == 0


async def test_lower_case_client_message_id_is_another_tag(central: CentralCustomer) -> None:
    await central.send_xml(click_api(send_msg("<cliMsgId>a1</cliMsgId>")))
    await central.send_xml(click_api(send_msg("<climsgid>a1</climsgid>")))
    ids = [message.client_message_id for message in central.simulator.network.messages]
    assert ids == ["a1", None]


@pytest.mark.parametrize(
    "document",
    [
        "",
        "hi",
        "<clickAPI>",
        "<clickapi></clickapi>",
        "<clickAPI></clickAPI>",
        click_api(send_msg(text="hi")).replace("hi", "<& "),
        '<?xml version="1.0" encoding="nonsense"?><clickAPI/>',
        '<!DOCTYPE clickAPI [<!ENTITY a "hi">]>' + click_api(send_msg()).replace("hi", "&a;"),
    ],
)
async def test_no_document(central: CentralCustomer, document: str) -> None:
    answer = await central.send_xml(document)
    assert answer == "<clickAPI><fault>100, Data malformed</fault></clickAPI>"
    network = central.simulator.network
    assert (network.accepted, network.send_requests) == (0, 0)


async def test_document_in_the_query_or_bare_in_the_body(central: CentralCustomer) -> None:
    url = f"{central.simulator.url}/clickatell_central/xml/xml"
    document = click_api(send_msg())
    async with central.session.get(url, params={"data": document}) as response:
        assert response.status == 405
    async with central.session.post(url, data=document.encode()) as response:
        assert "<fault>100, " in await response.text()
    assert central.simulator.network.accepted == 0


@pytest.mark.parametrize(
    ("document", "read"),
    [
        (click_api(send_msg(text="1 < 2 & 3 > 2 + 100 %")), "1 < 2 & 3 > 2 + 100 %"),
        (click_api(send_msg(text="ä")).encode(), "ä"),
        (
            b'<?xml version="1.0" encoding="ISO-8859-1"?>'
            + click_api(send_msg(text="ä")).encode("iso-8859-1"),
            "ä",
        ),
        (click_api(send_msg(text="?")).replace("?", "&#228;"), "ä"),
        (click_api(send_msg(text="5 € ç 🔥")).encode(), "5 ? c ?"),
        (click_api(send_msg("<unicode>1</unicode>", text="20acd83ddd25")), "€🔥"),
    ],
)
async def test_text(central: CentralCustomer, document: str | bytes, read: str) -> None:
    await central.send_xml(document)
    assert central.simulator.network.messages[0].text == read


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault.HTTP_500, "901, Internal error - please retry"),
        (Fault.BAD_KEY, "001, Authentication failed"),
        (Fault.ADDRESS, "007, IP lockdown violation"),
    ],
)
async def test_fault_that_is_set(central: CentralCustomer, fault: Fault, text: str) -> None:
    central.simulator.faults.set(fault, count=1)
    answer = await central.send_xml(
        click_api(send_msg("<sequence_no>7</sequence_no>"), f"<getBalance>{WHO}</getBalance>")
    )
    assert answer == click_api(
        f"<sendMsgResp><fault>{text}</fault><sequence_no>7</sequence_no></sendMsgResp>",
        f"<getBalanceResp><fault>{text}</fault></getBalanceResp>",
    )
    network = central.simulator.network
    assert (network.accepted, network.send_requests) == (0, 1)


async def test_no_funds_is_for_every_message_of_a_request(central: CentralCustomer) -> None:
    central.simulator.faults.set(Fault.NO_FUNDS, count=1)
    balance = click_api(f"<getBalance>{WHO}</getBalance>")
    assert "<ok>" in await central.send_xml(balance)
    answer = await central.send_xml(click_api(send_msg(), send_msg()))
    assert answer.count("<fault>301, No credit left</fault>") == 2
    assert "<apiMsgId>" in await central.send_xml(click_api(send_msg()))


async def test_truncated(central: CentralCustomer) -> None:
    central.simulator.faults.set(Fault.TRUNCATED, count=1)
    answer = await central.send_xml(click_api(send_msg()))
    assert answer.startswith("<clickAPI><sendMsgResp><apiMsgId>")
    assert not answer.endswith("</clickAPI>")
    assert central.simulator.network.accepted == 1
