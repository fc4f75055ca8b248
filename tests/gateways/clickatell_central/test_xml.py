"""Tests of Central's XML API, in the documents that clickatell.md 4.3 shows."""

import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
)
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral

from ..conftest import Remote
from ..outcome import traits
from .conftest import HEX, ONE, OURS, form_of, outgoing, refusal

BATCH = [outgoing(f"+1555010000{n}", f"{n:032}") for n in range(1, 4)]


def answer(*responses: str) -> str:
    """Return an answer with these responses."""
    return f"<clickAPI>{''.join(responses)}</clickAPI>"


def taken(provider_message_id: str, number: int | str | None = None) -> str:
    """Return the response to a message that was taken."""
    sequence = "" if number is None else f"<sequence_no>{number}</sequence_no>"
    return f"<sendMsgResp><apiMsgId>{provider_message_id}</apiMsgId>{sequence}</sendMsgResp>"


def refused(fault: str, number: int | None = None) -> str:
    """Return the response to a message that was not."""
    sequence = "" if number is None else f"<sequence_no>{number}</sequence_no>"
    return f"<sendMsgResp><fault>{fault}</fault>{sequence}</sendMsgResp>"


async def test_what_is_sent(xml: ClickatellCentral, remote: Remote) -> None:
    remote.reply(answer(taken(HEX, 1)))
    assert await xml.send([ONE]) == [Accepted(HEX)]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/xml/xml")
    assert form_of(asked) == {
        "data": "<clickAPI><sendMsg><user>u</user><password>p</password><api_id>1</api_id>"
        "<to>15550100001</to><text>hi</text><from>15550100099</from><mo>1</mo><concat>1</concat>"
        f"<cliMsgId>{OURS}</cliMsgId><callback>7</callback><sequence_no>1</sequence_no>"
        "</sendMsg></clickAPI>"
    }


async def test_values_are_escaped_for_xml_and_for_the_form(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken(HEX)))
    await xml.send([OutgoingMessage(OURS, "+15550100001", "ä<b>&\r\n5 + 5=100%")])
    assert (
        b"%3Ctext%3E%26%23228%3B%26lt%3Bb%26gt%3B%26amp%3B%26%2313%3B%0A5+%2B+5%3D100%25%3C%2Ftext%3E"
        in (remote.asked[0].body)
    )


async def test_other_text_goes_as_utf_16be_in_hexadecimal(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken(HEX)))
    await xml.send([OutgoingMessage(OURS, "+15550100001", "é€🛑", parts=3, unicode=True)])
    assert (
        "<text>00e920acd83dded1</text><concat>3</concat><unicode>1</unicode>"
        in (form_of(remote.asked[0])["data"])
    )


async def test_each_message_has_its_own_text_and_id(xml: ClickatellCentral, remote: Remote) -> None:
    batch = [
        OutgoingMessage("a", "+15550100001", "one", "Home"),
        OutgoingMessage("b", "+15550100001", "two"),
    ]
    remote.reply(answer(taken("1", 1), taken("2", 2)))
    assert await xml.send(batch) == [Accepted("1"), Accepted("2")]
    document = form_of(remote.asked[0])["data"]
    assert document.count("<sendMsg>") == 2
    assert "<text>one</text><from>Home</from><concat>1</concat><cliMsgId>a</cliMsgId>" in document
    assert "<text>two</text><concat>1</concat><cliMsgId>b</cliMsgId>" in document


async def test_responses_in_another_order(xml: ClickatellCentral, remote: Remote) -> None:
    remote.reply(answer(taken("c", 3), refused("105, Invalid destination", 2), taken("a", " 1 ")))
    first, second, third = await xml.send(BATCH)
    assert (first, third) == (Accepted("a"), Accepted("c"))
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)


async def test_responses_without_a_sequence_number_count_by_position(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken("a"), refused("105, Invalid destination"), taken("c")))
    first, second, third = await xml.send(BATCH)
    assert (first, third) == (Accepted("a"), Accepted("c"))
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)


@pytest.mark.parametrize(
    "written", [f"{HEX} To:15550100001", f"\n  {HEX}\n  ", f"{HEX} To: 15550100001"]
)
async def test_a_number_behind_the_id(xml: ClickatellCentral, remote: Remote, written: str) -> None:
    remote.reply(answer(taken(written, 1)))
    assert await xml.send([ONE]) == [Accepted(HEX)]


@pytest.mark.parametrize(
    "response",
    ["", "<sendMsgResp><sequence_no>1</sequence_no></sendMsgResp>", taken("", 1)],
)
async def test_what_no_response_mentions_is_uncertain(
    xml: ClickatellCentral, remote: Remote, response: str
) -> None:
    remote.reply(answer(response, taken("b", 2), taken("c", 3)))
    first, second, third = await xml.send(BATCH)
    assert (second, third) == (Accepted("b"), Accepted("c"))
    assert traits(first) == (ErrorKind.SERVER, True, True)


async def test_a_response_under_another_number_is_that_of_the_message_that_has_none(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken("a", 9), taken("b", 2), taken("c", 3)))
    assert await xml.send(BATCH) == [Accepted("a"), Accepted("b"), Accepted("c")]
    remote.reply(answer(taken("a", 0), refused("105, Invalid destination", 1), taken("c", 2)))
    first, second, third = await xml.send(BATCH)
    assert (second, traits(first)) == (Accepted("c"), (ErrorKind.RECIPIENT, False, False))
    assert third == Accepted("a")


async def test_where_it_is_not_clear_who_was_refused_nobody_was_for_sure(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken("a", 8), refused("105, Invalid destination", 9)))
    for result in await xml.send(BATCH[:2]):
        assert traits(result) == (ErrorKind.SERVER, True, True)


@pytest.mark.parametrize(
    ("body", "provider_message_id"),
    [
        (answer(taken("a To:525512345678")), "a"),
        (answer("<fault>901, no</fault>", taken("a", 7)), "a"),
        (answer(taken(HEX, 1))[:-5], HEX),
        (answer(taken(HEX, 1))[:50], None),
        (f"<clickAPI><sentMsg><apiMsgId>{HEX}</apiMsgId></sentMsg></clickAPI>", HEX),
        ("<sendMsgResp>\x01<apiMsgId>a</apiMsgId></sendMsgResp>", "a"),
    ],
)
async def test_a_success_that_is_odd_is_one(
    xml: ClickatellCentral, remote: Remote, body: str, provider_message_id: str | None
) -> None:
    remote.reply(body)
    assert await xml.send([ONE]) == [Accepted(provider_message_id)]


async def test_an_answer_that_is_cut_off_leaves_several_messages_in_doubt(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken("a", 1), taken("b", 2))[:-5])
    with pytest.raises(GatewayError) as caught:
        await xml.send(BATCH[:2])
    assert traits(caught.value) == (ErrorKind.SERVER, True, True)


async def test_a_fault_in_a_response_is_that_of_its_message(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken("a", 1), refused("105, Invalid destination", 2)))
    first, second, third = await xml.send(BATCH)
    assert first == Accepted("a")
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)
    assert traits(third) == (ErrorKind.SERVER, True, True)


@pytest.mark.parametrize(
    "body",
    [
        answer("<fault>001, Authentication failed</fault>"),
        answer("<xmlErrorResp><fault>001, Authentication failed</fault></xmlErrorResp>"),
    ],
)
async def test_a_fault_outside_of_responses_is_that_of_all(
    xml: ClickatellCentral, remote: Remote, body: str
) -> None:
    remote.reply(body)
    with pytest.raises(GatewayError) as caught:
        await xml.send(BATCH)
    assert traits(caught.value) == (ErrorKind.AUTH, False, False)


async def test_a_fault_outside_of_responses_takes_back_no_other(
    xml: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(answer(taken("a", 1), "<fault>301, No credit left</fault>"))
    first, second, third = await xml.send(BATCH)
    assert first == Accepted("a")
    for result in (second, third):
        assert traits(result) == (ErrorKind.FUNDS, True, False)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>",
        "<html><body>down</body></html>",
        "ID: 5",
        "<clickAPI/>",
        '<!DOCTYPE a [<!ENTITY x "5">]>' + answer(taken("&x;")),
    ],
)
async def test_answers_that_are_not_documented(
    xml: ClickatellCentral, remote: Remote, body: str
) -> None:
    remote.reply(body)
    assert traits(await refusal(xml)) == (ErrorKind.SERVER, True, True)
    remote.reply(body, 503)
    assert traits(await refusal(xml)) == (ErrorKind.SERVER, True, False)


async def test_a_prolog_and_its_encoding(xml: ClickatellCentral, remote: Remote) -> None:
    document = '<?xml version="1.0" encoding="ISO-8859-1"?>\n' + answer(refused("901, für später"))
    remote.reply(document.encode("iso-8859-1"))
    assert str(await refusal(xml)) == "für später (901)"


async def test_the_balance(xml: ClickatellCentral, remote: Remote) -> None:
    remote.reply("<clickAPI><getBalanceResp><ok>12.5</ok></getBalanceResp></clickAPI>")
    assert await xml.balance() == Balance(12.5, None)
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/xml/xml")
    assert form_of(asked) == {
        "data": "<clickAPI><getBalance><user>u</user><password>p</password><api_id>1</api_id>"
        "</getBalance></clickAPI>"
    }


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, answer("<getBalanceResp><fault>001, no</fault></getBalanceResp>"), ErrorKind.AUTH),
        (200, answer("<fault>007, no</fault>"), ErrorKind.ADDRESS),
        (200, answer("<getBalanceResp><ok>much</ok></getBalanceResp>"), ErrorKind.SERVER),
        (200, answer("<getBalanceResp><ok/></getBalanceResp>"), ErrorKind.SERVER),
        (200, answer("<pingResp><ok>5</ok></pingResp>"), ErrorKind.SERVER),
        (200, "Credit: 12.50", ErrorKind.SERVER),
        (401, "", ErrorKind.AUTH),
    ],
)
async def test_a_balance_that_is_none(
    xml: ClickatellCentral, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await xml.balance()
    assert caught.value.kind is kind
