"""The published PDUs of own-sim.md 2.8, and those of modems and SIMs that got something wrong."""

import pytest

from custom_components.sms_gateway.gateways.base import Part
from custom_components.sms_gateway.gateways.modem.pdu import (
    Deliver,
    PduError,
    StatusReport,
    decode,
    submit,
)

from .submit_reader import read
from .vectors import CAME, REPORTED, SENT, SENT_OTHERWISE, Came, Reported, Sent, seconds


def without_smsc(pdu: str) -> bytes:
    """Return a PDU as it is with the SIM's own SMSC."""
    octets = bytes.fromhex(pdu)
    return b"\0" + octets[octets[0] + 1 :]


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_what_is_sent_as_we_would(sent: Sent) -> None:
    made = submit(
        sent.to,
        sent.text,
        reference=sent.reference,
        lasts=sent.lasts,
        wants_report=sent.wants_report,
    )
    assert made == [without_smsc(pdu) for pdu in sent.pdus]


@pytest.mark.parametrize(("pdu", "to", "text"), SENT_OTHERWISE.values(), ids=SENT_OTHERWISE)
def test_what_is_sent_otherwise(pdu: str, to: str, text: str) -> None:
    theirs = read(bytes.fromhex(pdu))
    (made,) = submit(to, text, reference=0, lasts=None, wants_report=False)
    ours = read(made)
    assert (ours.number, ours.kind, ours.text) == (theirs.number, theirs.kind, theirs.text)
    assert (ours.protocol, ours.part) == (theirs.protocol, theirs.part) == (0, None)


@pytest.mark.parametrize("came", CAME.values(), ids=CAME)
def test_what_comes_from_phones(came: Came) -> None:
    sent_at = seconds(came.sent_at)
    expected = Deliver(came.sender, came.text, sent_at, came.part, came.smsc)
    assert decode(bytes.fromhex(came.pdu)) == expected


@pytest.mark.parametrize("came", REPORTED.values(), ids=REPORTED)
def test_what_is_reported(came: Reported) -> None:
    assert decode(bytes.fromhex(came.pdu)) == StatusReport(
        came.reference,
        came.to,
        came.status,
        seconds(came.sent_at),
        seconds(came.discharged_at),
        came.smsc,
    )


def test_all_published_pdus_are_here() -> None:
    names = [*SENT, *SENT_OTHERWISE, *CAME, *REPORTED]
    numbers = {name.partition(" ")[0].rstrip("ab") for name in names}
    assert numbers == {*map(str, range(1, 26)), "ZTE"}


@pytest.mark.parametrize(
    ("pdu", "why"),
    [
        ("", "ends too early"),
        ("00", "ends too early"),
        ("0791", "ends too early"),
        ("00040B91", "ends too early"),
        ("00040B91640728", "ends too early"),
        ("00040B916407281553F8", "ends too early"),
        ("00040B916407281553F800009930925161", "ends too early"),
        # Before the length of the text, and before the status.
        ("00040B916407281553F8000099309251619580", "ends too early"),
        ("0006410B916407281553F89930925161958099309251619580", "ends too early"),
        # A place of the SIM's that was never written to, and what is no PDU at all.
        ("00" + 175 * "FF", "too long"),
        ("0906346170706C69636174696F6E2F766E642E7761702E6D6D73", "too long"),
        ("C474795E968388E9B27B4E07CDE965341D9476", "ends too early"),
        # A message that we stored, and one with a wrong length.
        ("002100098136397339F70008044F60597D", "goes out"),
        ("0041010C910661345542F60008A0050003000301306F3044", "goes out"),
        # A text that is compressed.
        ("00040B916407281553F800209930925161958003E8320B", "compressed"),
    ],
)
def test_what_is_no_pdu_to_be_read(pdu: str, why: str) -> None:
    with pytest.raises(PduError, match=why) as caught:
        decode(bytes.fromhex(pdu))
    assert not any(character.isdigit() for character in str(caught.value)), "nothing of the content"


def came(user_data: str, *, scheme: str = "00", first: str = "04", protocol: str = "00") -> Deliver:
    """Read a DELIVER of which only that is given."""
    pdu = f"00{first}0B916407281553F8{protocol}{scheme}99309251619580{user_data}"
    found = decode(bytes.fromhex(pdu.replace(" ", "")))
    assert isinstance(found, Deliver)
    assert (found.sender, found.sent_at) == ("+46708251358", seconds("1999-03-29T15:16:59+02:00"))
    return found


@pytest.mark.parametrize(
    ("user_data", "scheme", "first", "text", "part"),
    [
        # Eleven septets are said to be in octets that hold ten.
        ("0B E8329BFD4697D9EC37", "00", "04", "hellohello", None),
        ("FF E8329BFD4697D9EC37", "00", "04", "hellohello", None),
        # PGM's, as if it came in: 160 octets are said to be ten.
        ("A0 050003000301 306F3044", "08", "44", "はい", Part(0, 3, 1)),
        ("A0 306F30", "08", "04", "は", None),
        # Behind a header that five bits fill up there is room for two septets, not for four.
        ("FF 08 0003120201 240101 009D06", "00", "44", "hi", Part(0x12, 2, 1)),
        ("0A", "00", "04", "", None),
        # A header that is longer than the text is text (smpp.md 7 has it so as well).
        ("03 78F43A", "00", "44", "xhk", None),
        ("02 FF41", "04", "44", "ff41", None),
        ("00", "00", "44", "", None),
    ],
)
def test_what_is_torn_is_read_as_far_as_it_goes(
    user_data: str, scheme: str, first: str, text: str, part: Part | None
) -> None:
    found = came(user_data, scheme=scheme, first=first)
    assert (found.text, found.part, found.is_torn) == (text, part, True)


def test_what_stands_behind_a_text_is_left() -> None:
    assert came("0A E8329BFD4697D9EC37 FFFF") == came("0A E8329BFD4697D9EC37")


@pytest.mark.parametrize(
    ("user_data", "text", "part"),
    [
        # 6 octets are 7 septets with one bit of filling, 7 octets are 8 septets with none.
        ("09 0500034C0202 D069", "hi", Part(0x4C, 2, 2)),
        ("0A 0608041234 0202 E834", "hi", Part(0x1234, 2, 2)),
        # A port beside it: 12 octets are 14 septets with two bits of filling.
        ("10 0B0504158A158A0003C80302 A0D3", "hi", Part(0xC8, 3, 2)),
        # A national table, which is not read: 9 octets, 11 septets, five bits.
        ("0D 08 0003120201 240101 009D06", "hi", Part(0x12, 2, 1)),
        # Nothing but what fills the header up.
        ("07 0500034C0202 00", "", Part(0x4C, 2, 2)),
        # What is one of one, or of none, is no part.
        ("09 0500034C0101 D069", "hi", None),
        ("09 0500034C0000 D069", "hi", None),
        ("09 0500034C0203 D069", "hi", None),
        # An element that is longer than the header.
        ("09 0500094C0202 D069", "hi", None),
        ("04 00 003A0D", "hi", None),
    ],
)
def test_headers_of_all_lengths(user_data: str, text: str, part: Part | None) -> None:
    found = came(user_data, first="44")
    assert (found.text, found.part, found.is_torn) == (text, part, False)


def test_a_header_may_be_all_that_there_is() -> None:
    found = came("06 0500034C0202", scheme="08", first="44")
    assert (found.text, found.part, found.is_torn) == ("", Part(0x4C, 2, 2), False)


@pytest.mark.parametrize(
    ("schemes", "user_data", "text"),
    [
        # General groups, with a class, to be deleted once read, a reserved alphabet.
        ("00 01 10 11 12 13 0C 1C 40 50 4C", "02 6900", "i@"),
        # Reserved groups, message waiting, a class alone.
        ("80 90 A0 BF C0 C8 CA D0 D8 F0 F1 F2 F3", "02 6900", "i@"),
        ("08 18 19 48 58 E0 E8 E3", "04 0416D83D", "Ж\ud83d"),
        ("04 14 17 44 54 F4 F5 F6 F7", "02 6900", "6900"),
    ],
)
def test_data_coding_schemes(schemes: str, user_data: str, text: str) -> None:
    for scheme in schemes.split():
        found = came(user_data, scheme=scheme)
        assert (found.text, found.is_data, found.is_torn) == (text, text == "6900", False), scheme


def test_compressed_texts_are_refused_in_all_general_groups() -> None:
    for scheme in [*range(0x20, 0x40), *range(0x60, 0x80)]:
        with pytest.raises(PduError, match="compressed"):
            came("02 6900", scheme=f"{scheme:02X}")


def test_which_messages_are_to_be_thrown_away_unseen() -> None:
    silent = {number for number in range(256) if came("00", protocol=f"{number:02X}").is_silent}
    assert silent == {0x40}


@pytest.mark.parametrize(
    ("septets", "text"),
    [
        ("02 9B32", "€"),
        ("02 1B05", "\f"),
        # The last sign is an escape; two of them; one before a sign of a table that is not known.
        ("02 E90D", "i "),
        ("02 9B0D", "  "),
        ("02 9B20", "A"),
        ("03 9B4D10", " A"),
    ],
)
def test_escapes(septets: str, text: str) -> None:
    assert came(septets).text == text


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        # Seven letters in 13 semi-octets, and in 14, where an eighth of zeros would be an @.
        ("0DD0 CDF2396C7EBB01", "Megafon"),
        ("0ED0 CDF2396C7EBB01", "Megafon"),
        ("0ED0 CDF2396C7EBB63", "Megafon1"),
        ("02D0 41", "A"),
        ("00D0", ""),
        ("0091", ""),
        ("0B91 6407281553F8", "+46708251358"),
        ("0BA1 6407281553F8", "46708251358"),
        ("0B81 6407281553F8", "46708251358"),
        # What is said to be international and is none stays as it came.
        ("0A91 6070281553", "0607825135"),
        ("0391 21F3", "123"),
        ("0585 21BAF5", "12*#5"),
    ],
)
def test_senders(address: str, sender: str) -> None:
    pdu = f"0004{address}00009930925161958001 69"
    found = decode(bytes.fromhex(pdu.replace(" ", "")))
    assert isinstance(found, Deliver)
    assert (found.sender, found.text) == (sender, "i")
