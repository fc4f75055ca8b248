"""What comes in over a modem: stored, direct, late, unreadable; and reports."""

import asyncio
from collections.abc import Sequence

import pytest

from custom_components.sms_gateway.gateways.base import (
    Arrival,
    InboundMessage,
    Part,
)
from custom_components.sms_gateway.gateways.modem import Modem

from ..home import Home, at_home
from .conftest import account
from .counterpart import HOW, Stick, done, length, report, urc

# Published ones (own-sim.md 2.8): "  1741 bst", 14; part 2 of 2, 15.
BST = "0791447758100650040C914497716247010000909010711423400A2050EC468B81C4733A"
PART = (
    "07912160130320F6440B916171056429F5000021405291651569320500034C0202E9E8301D44479741F0B09C3E07"
    "85E56590BCCC0ED3CB6410FD0D7ABBCBA0B0FB4D4797E52E10"
)
# Of no type that there is a sense in: it has a length and no number.
UNREADABLE = "07911326040000F0040B9113"
SILENT = HOW.replace("89F60000", "89F64000")
WITHOUT_TIME = HOW.replace("20806291731408", "00000000000000")


async def test_what_is_stored_is_read_taken_and_deleted(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.say(stick.keep(HOW, index=3))
    await home.until(lambda: bool(home.messages))
    (found,) = home.messages
    assert (found.sender, found.text, found.part) == ("+31641600986", "How are you?", None)
    assert found.sent_at == 1030390661
    await stick.until(lambda: not stick.stored["SM"])


async def test_what_came_while_we_were_away_is_taken_from_all_memories(
    stick: Stick, gateway: Modem
) -> None:
    stick.keep(HOW, index=1, stat=1)
    stick.keep(BST, memory="ME", index=0)
    stick.keep(PART, memory="ME", index=200)
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: len(home.messages) == 3)
        await stick.until(lambda: not any(stick.stored.values()))
    assert home.texts[:2] == ["How are you?", "  1741 bst"]
    assert home.messages[2].part == Part(reference=0x4C, total=2, number=2)


async def test_what_comes_while_a_list_is_read_goes_apart(stick: Stick, gateway: Modem) -> None:
    stick.stored["SM"] = {1: (0, HOW), 2: (0, BST)}
    head = f"\r\n+CMGL: 1,0,,{length(HOW)}\r\n".encode()
    stick.answers["AT+CMGL"] = [
        b"\r\n^RSSI:20\r\n"
        + head
        + urc("+CMT: ,", PART)
        + b'\r\n+CMTI: "ME",4\r\n'
        + f"{HOW}\r\n\r\n+CMGL: 2,1,,{length(BST)}\r\n{BST}\r\n".encode()
        + urc("+CDS: ", report(1))
        + b"RING\r\n\r\nOK\r\n"
    ]
    stick.stored["ME"] = {}
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: len(home.messages) == 3 and len(home.reports) == 1)
    assert sorted(home.texts)[:2] == ["  1741 bst", "How are you?"]
    assert not home.oddities


async def test_what_is_not_stored_here_stays_and_comes_again(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    home.takes = False
    stick.say(stick.keep(HOW))
    await home.changed.wait()
    assert stick.stored["SM"]
    home.takes = True
    await home.until(lambda: home.texts == ["How are you?"])
    await stick.until(lambda: not stick.stored["SM"])


async def test_after_a_power_cut_it_comes_again_under_the_same_id(stick: Stick) -> None:
    ids = []
    for _ in range(2):  # each as after a restart
        gateway = account(stick)
        stick.keep(HOW)
        stick.answers["AT+CMGD"] = [lambda _asked: stick.cut()]
        async with at_home(Home(gateway)) as home:
            await home.until(lambda: bool(home.errors))
        ids.append(home.messages[0].provider_message_id)
        assert stick.stored["SM"]
    assert ids[0] is not None
    assert ids[0] == ids[1]


async def test_in_the_same_run_what_could_not_be_deleted_is_only_deleted(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["AT+CMGD"] = [b"\r\n+CMS ERROR: 320\r\n"]
    stick.say(stick.keep(HOW))
    await home.until(lambda: bool(home.messages))
    stick.say(stick.keep(BST, index=2))
    await home.until(lambda: len(home.messages) == 2)
    stick.cut()
    await home.until(lambda: bool(home.errors))
    async with at_home(Home(gateway)) as again:
        await stick.until(lambda: not stick.stored["SM"])
        assert not again.arrivals


async def test_without_a_time_there_is_no_id(stick: Stick, gateway: Modem, home: Home) -> None:
    stick.say(stick.keep(WITHOUT_TIME))
    await home.until(lambda: bool(home.messages))
    assert (home.messages[0].provider_message_id, home.messages[0].sent_at) == (None, None)


async def test_what_cant_be_read_stays_and_is_told_once(stick: Stick, gateway: Modem) -> None:
    stick.keep(UNREADABLE)
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: bool(home.oddities))
        stick.say(stick.keep(BST, index=2))
        await home.until(lambda: home.texts == ["  1741 bst"])
    async with at_home(Home(gateway)) as again:
        stick.say(stick.keep(HOW, index=3))
        await stick.until(lambda: list(stick.stored["SM"]) == [1])
    assert (again.texts, again.oddities) == (["How are you?"], [])
    assert home.oddities == ["it ends too early; it stays in the modem"]


async def test_a_silent_message_is_thrown_away_with_a_word(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.say(stick.keep(SILENT))
    await home.until(lambda: bool(home.oddities))
    await stick.until(lambda: not stick.stored["SM"])
    assert not home.messages
    assert "silent" in home.oddities[0]


async def test_drafts_on_the_sim_are_left_alone(stick: Stick, gateway: Modem) -> None:
    stick.keep("0011000B916407281553F80000AA0AE8329BFD4697D9EC37", stat=2)
    stick.keep(HOW, index=2)
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: home.texts == ["How are you?"])
        await stick.until(lambda: list(stick.stored["SM"]) == [1])
        assert not home.oddities


async def test_a_memory_that_is_full_of_what_stays_is_told_once(
    stick: Stick, gateway: Modem
) -> None:
    stick.places = 1
    stick.keep(UNREADABLE)
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: len(home.oddities) == 1)
        stick.say(b'\r\n+CMTI: "SM",9\r\n')
    async with at_home(Home(gateway)) as again:
        await again.until(lambda: len(again.oddities) == 1)
    assert "full" in again.oddities[0]


async def test_where_all_cant_be_listed_each_place_is_read(stick: Stick, gateway: Modem) -> None:
    stick.always["AT+CMGL=4"] = b"\r\n+CMS ERROR: 303\r\n"
    stick.keep(HOW, index=1)
    stick.keep(BST, index=10)
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: home.texts == ["How are you?", "  1741 bst"])
        await stick.until(lambda: not stick.stored["SM"])


async def test_what_comes_directly_is_taken(stick: Stick, gateway: Modem, home: Home) -> None:
    stick.say(urc("+CMT: ,", HOW))
    await home.until(lambda: home.texts == ["How are you?"])
    home.takes = False
    stick.say(urc('+CMT: "Anna",', BST))
    await home.changed.wait()
    home.takes = True
    await home.until(lambda: home.texts == ["How are you?", "  1741 bst"])
    assert not any(one.startswith("AT+CNMA") for one in stick.heard)


async def test_where_the_network_waits_for_it_it_is_acknowledged_once_it_is_stored(
    stick: Stick, gateway: Modem
) -> None:
    stick.always["AT+CSMS?"] = done("+CSMS: 1,1,1,1")
    async with at_home(Home(gateway)) as home:
        home.takes = False
        stick.say(urc("+CMT: ,", HOW))
        await stick.until(lambda: "AT+CNMA=2" in stick.heard)
        home.takes = True
        stick.say(urc("+CMT: ,", HOW))
        await stick.until(lambda: "AT+CNMA" in stick.heard)
        assert home.texts == ["How are you?"]


async def test_what_is_not_a_message_is_left_alone(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.say(urc("+CBM: ", HOW) + b"\r\n+CLIP: 1\r\n\r\n+CMTI: nonsense\r\n\xff\xfe\x00\r\n")
    stick.say(urc("+CMT: ,", BST))
    await home.until(lambda: bool(home.arrivals))
    assert home.texts == ["  1741 bst"]


async def test_a_hang_while_reading_loses_nothing(stick: Stick, gateway: Modem, home: Home) -> None:
    stick.answers["AT+CMGR"] = [None]
    stick.say(stick.keep(HOW))
    await home.until(lambda: home.texts == ["How are you?"])
    assert not home.errors


async def test_a_message_without_a_sender_is_told(stick: Stick, gateway: Modem, home: Home) -> None:
    stick.say(stick.keep(HOW.replace("0B911346610089F6", "0091")))
    await home.until(lambda: home.oddities == ["it has no sender"])


async def test_a_place_that_can_only_be_named_is_left_alone(stick: Stick, gateway: Modem) -> None:
    stick.answers["AT+CMGL"] = [done("+CMGL: 1,0,,0", f"+CMGL: 2,0,,{length(HOW)}", HOW)]
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: home.texts == ["How are you?"])
        await home.until(lambda: len(home.oddities) == 1)
    assert "AT+CMGD=1" not in stick.heard


async def test_a_memory_that_cant_be_read_is_asked_once(stick: Stick, gateway: Modem) -> None:
    stick.answers['AT+CPMS="ME"'] = [b"\r\n+CMS ERROR: 314\r\n", b"\r\n+CMS ERROR: 302\r\n"]
    stick.answers["AT+CNMI"] = [b"\r\nERROR\r\n"] * 20  # so that it is read often
    async with at_home(Home(gateway)):
        await stick.until(lambda: stick.heard.count("AT+CMGL=4") > 4)
    assert stick.heard.count('AT+CPMS="ME"') == 2


async def test_one_whose_memories_cant_be_chosen_is_read_where_it_stores(
    stick: Stick, gateway: Modem
) -> None:
    stick.always |= {
        f'AT+CPMS="{one}","{one}","{one}"': b"\r\nERROR\r\n" for one in ("SM", "ME", "MT")
    }
    stick.always["AT+CPMS?"] = done('+CPMS: "SM",1,10,"SM",1,10,"SM",1,10')
    stick.always["AT+CPMS=?"] = done('+CPMS: "SM"')
    stick.always |= {f'AT+CPMS="{one}"': b"\r\nERROR\r\n" for one in ("SM", "ME")}
    stick.keep(HOW)
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: home.texts == ["How are you?"])
        await stick.until(lambda: not stick.stored["SM"])


async def test_what_nobody_foresaw_ends_the_session_with_its_own_error(
    stick: Stick, gateway: Modem
) -> None:
    async def deliver(_arrivals: object) -> bool:
        raise LookupError

    stick.keep(HOW)
    with pytest.raises(LookupError):
        await gateway.run(deliver, lambda: None)
    assert not gateway.is_connected
    await gateway.try_out()


async def test_where_one_of_several_cant_be_stored_the_others_are(
    stick: Stick, gateway: Modem
) -> None:
    taken: list[str] = []

    async def deliver(arrivals: Sequence[Arrival]) -> bool:
        texts = [
            one.text for told in arrivals for one in told.events if isinstance(one, InboundMessage)
        ]
        if "How are you?" in texts:
            return False
        taken.extend(texts)
        return True

    stick.keep(HOW, index=1)
    stick.keep(BST, index=2)
    running = asyncio.create_task(gateway.run(deliver, lambda: None))
    await stick.until(lambda: list(stick.stored["SM"]) == [1])
    assert taken == ["  1741 bst"]
    running.cancel()
    await asyncio.wait([running])


async def test_what_comes_directly_and_cant_be_read_is_told_and_let_go(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.say(urc("+CMT: ,", UNREADABLE))
    await home.until(lambda: home.oddities == ["it ends too early"])
    stick.say(urc("+CMT: ,", HOW))
    await home.until(lambda: home.texts == ["How are you?"])
    assert len(home.oddities) == 1


async def test_a_modem_that_tells_of_the_same_place_without_end_is_read_all_the_same(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    async def tell() -> None:
        while True:
            stick.say(b'\r\n+CMTI: "SM",7\r\n' * 100)
            await asyncio.sleep(0)

    telling = asyncio.create_task(tell())
    stick.keep(HOW, index=7)
    await home.until(lambda: home.texts == ["How are you?"])
    telling.cancel()
    await asyncio.wait([telling])


async def test_what_is_told_of_more_places_than_there_are_is_listed(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    said = [stick.keep(HOW, index=7), *(f'\r\n+CMTI: "SM",{n}\r\n'.encode() for n in range(99))]
    stick.say(b"".join(reversed(said)))
    await home.until(lambda: home.texts == ["How are you?"])
    asked = [one for one in stick.heard if one.startswith("AT+CMGR=")]
    assert len(asked) <= 50


async def test_what_comes_while_others_are_deleted_does_not_wait_for_that(
    stick: Stick, gateway: Modem
) -> None:
    stick.places = 30
    for index in range(20):
        stick.keep(BST.replace("090901", f"0909{index % 10}{index // 10}"), index=index)
    deleted_before: list[int] = []

    def tell(_asked: str) -> bytes:
        stick.stored["SM"].pop(0)
        return done() + stick.keep(HOW, index=25)

    stick.answers["AT+CMGD=0"] = [tell]
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: "How are you?" in home.texts)
        deleted_before.append(len(stick.stored["SM"]))
        await stick.until(lambda: not stick.stored["SM"])
        assert home.texts.count("How are you?") == 1
        assert len(home.texts) == 21
    assert deleted_before[0] > 15
