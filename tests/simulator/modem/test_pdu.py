"""PDUs, with those that others have published (own-sim.md 2.8)."""

from datetime import UTC, datetime

import pytest

from simulator.modem.pdu import (
    Alphabet,
    PduError,
    alphabet_of,
    read_submit,
    timestamp,
    tpdu_length,
    unpacked,
    write_deliver,
    write_report,
)
from simulator.place import Place

_FIRST = (
    "005100098156355476F80000AAA00500038803019E72D03DCC5E83EE693A1AB44CBBCF73500BE47ECB41ECF7BC0CA2A3"
    "CBA0F1BBDD7EBB41F4777D8C6681D26690BB9CA6A3CB7290F95D9E83DC6F3988FDB6A7DD6790599E2EBBC973D038EC06"
    "A1EB723A28FFAEB340493328CC6683DA653768FCAEBBE9A07B9A8E06E5DF7516485CA783DC6F7719447FBF41EDFA18BD"
    "0325CDA0FCBB0E1A87DD"
)
_LAST = "005100098156355476F80000AA14050003880303C2A066D8CD02B5F3A0F9DB0D"
_LONG = (
    "069144888888F811000C9153481032547600000B20D4F29C9E769F4161D0BC3D07B5CBF379F89C769F416F7B590E62D3"
    "CB"
)
PUBLISHED = {
    "DF": ("0011000B916407281553F80000AA0AE8329BFD4697D9EC37", 23, "46708251358", "hellohello"),
    "NOR": (_LONG, 42, "358401234567", "Testing a sms messaging over lte"),
    "PMS class 0": ("0001000B914356143254F6001006E8721E947F03", 19, "34654123456", "hey yo"),
    "PMS @": ("0001000B914356143254F6000009C2AD341104EDFB00", 21, "34654123456", "BÄRÇA äñ@"),
    "PMS short code": (
        "001100098156355476F80008AA0E0420044304410441043A04380439",
        27,
        "655345678",
        "Русский",
    ),
    "PMS UCS-2": (
        "07914346466554F601000B914316565811F9000806304253F68449",
        19,
        "34616585119",
        "あ叶葉",
    ),
    "PGM absolute VP": (
        "0019000B917228001011F100003170013193008017D474BB3CA787DB70903DCC4E93D3F43C885E9ED301",
        41,
        "27820001111",
        "Timestamp validity test",
    ),
}


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_messages_are_read(name: str) -> None:
    written, length, to, text = PUBLISHED[name]
    pdu = bytes.fromhex(written)
    submit = read_submit(pdu)
    assert (tpdu_length(pdu), submit.to, submit.text) == (length, to, text)
    assert (submit.place, submit.wants_report) == (Place(), False)


def test_parts_that_others_have_written() -> None:
    first, last = (read_submit(bytes.fromhex(part)) for part in (_FIRST, _LAST))
    assert (first.place, last.place) == (Place(0x88, 3, 1), Place(0x88, 3, 3))
    assert first.text.startswith("Or walk with Kings")
    assert (len(first.text), last.text) == (153, "a Man, my son")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "00",
        "0011000B91640728",
        "0004000B916407281553F80000AA0AE8329BFD4697D9EC37",
        "0011000B916407281553F80000AA0AE8329BFD4697D9EC",
        "0011000B916407281553F80000AA0AE8329BFD4697D9EC3700",
        "0041010C910661345542F60008A0050003000301306F3044",
        "0041000B914356143254F600080A050003880304FFFFFFFF",
        "0041000B914356143254F6000802FFFF",
        "0011000BD06407281553F80000AA0AE8329BFD4697D9EC37",
        "0011000A916407281553F80000AA0AE8329BFD4697D9EC37",
        "0011000B916407281553F80020AA0AE8329BFD4697D9EC37",
        "00110007D06407281500",
    ],
)
def test_what_is_no_message(written: str) -> None:
    with pytest.raises(PduError):
        read_submit(bytes.fromhex(written))


def test_published_replies_and_reports_are_written_as_they_were() -> None:
    reply = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
    found = write_deliver(
        "31624000000", "31641600986", "How are you?", b"", plain=True, at="20806291731408"
    )
    assert found.hex().upper() == reply
    # This one ends with a parameter indicator that says that there is nothing more.
    report = "079194710600400706410D91947116111111F1222012214335402220122143454000"
    sent = datetime(2022, 2, 21, 11, 34, 53, tzinfo=UTC).timestamp()
    found = write_report(
        "491760000470",
        0x41,
        "4917611111111",
        submitted=timestamp(sent, 4),
        done=timestamp(sent + 1, 4),
        status=0,
    )
    assert found.hex().upper() == report


@pytest.mark.parametrize(
    ("quarters", "zone"),
    [(8, "80"), (4, "40"), (22, "22"), (-20, "0A"), (-32, "2B"), (0, "00")],
)
def test_time_zones(quarters: int, zone: str) -> None:
    assert timestamp(0, quarters)[-2:] == zone


def test_alphabets() -> None:
    gsm, octets, ucs2 = Alphabet.GSM, Alphabet.OCTETS, Alphabet.UCS2
    codings = {0x00: gsm, 0x04: octets, 0x08: ucs2, 0x10: gsm, 0x18: ucs2, 0xC0: gsm, 0xD0: gsm}
    codings |= {0xE0: ucs2, 0xF0: gsm, 0xF1: gsm, 0xF5: octets}
    assert {coding: alphabet_of(coding) for coding in codings} == codings


def test_septets_after_a_header_begin_at_the_next_border() -> None:
    header = bytes.fromhex("050003010201")
    pdu = write_deliver("", "1002", "€" * 76, header, plain=True, at="0" * 14)
    length, data = pdu[15], pdu[16:]
    assert (length, data[:6]) == (7 + 152, header)
    assert unpacked(data, length)[7:] == b"\x1be" * 76
