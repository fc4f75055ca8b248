"""Tests of what a text costs and how it is made to fit."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.sms_gateway.messaging.text import (
    ELLIPSIS,
    MOST_CHARACTERS,
    MOST_PARTS,
    Encoding,
    FittedText,
    TakesPlainly,
    count_parts,
    encoding,
    fit,
    fit_without_parts,
    storable,
    takes_all,
)

# 3GPP TS 23.038, 6.2.1, row by row; ESC (0x1B) is no character.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "\u0394_ΦΓΛ\u03a9ΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
# 3GPP TS 23.038, 6.2.1.1.
EXTENSION = "\f^{}\\[~]|€"
ESCAPE = "\x1b"
SATELLITE = "\U0001f6f0"

TEXTS = st.text(
    st.one_of(
        st.sampled_from(BASIC + EXTENSION),
        st.sampled_from("ç°“”’–…\u00a0č漢" + SATELLITE),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=700,
)
GSM_TEXTS = st.text(st.sampled_from(BASIC + EXTENSION), max_size=700)


def takes_latin_1(text: str) -> bool:
    """Take what a gateway does that reads plain text as ISO-8859-1 (clickatell.md 6)."""
    return all(character <= "\xff" for character in text)


GATEWAYS = st.sampled_from([takes_all, takes_latin_1])


def pack(text: str, takes_plainly: TakesPlainly = takes_all) -> list[list[bytes]]:
    """Pack a text into the segments that 3GPP TS 23.040, 9.2.3.24.1, leaves room for."""
    if all(character in BASIC + EXTENSION for character in text) and takes_plainly(text):
        units = [b"\x1bx" if character in EXTENSION else b"x" for character in text]
        single, several = 160, 153
    else:
        units = [character.encode("utf-16-be", "surrogatepass") for character in text]
        single, several = 140, 134
    if sum(map(len, units)) <= single:
        return [units]
    segments: list[list[bytes]] = [[]]
    for unit in units:
        if len(b"".join([*segments[-1], unit])) > several:
            segments.append([])
        segments[-1].append(unit)
    return segments


def test_the_basic_table_has_its_127_characters() -> None:
    assert len(BASIC) == len(set(BASIC)) == 127
    assert not set(BASIC) & set(EXTENSION)


@pytest.mark.parametrize("character", BASIC)
def test_a_basic_character_takes_one_septet(character: str) -> None:
    assert encoding(character) is Encoding.GSM_7
    assert count_parts(character * 160) == 1
    assert count_parts(character * 161) == 2


@pytest.mark.parametrize("character", EXTENSION)
def test_an_extension_character_takes_two_septets(character: str) -> None:
    assert encoding(character) is Encoding.GSM_7
    assert count_parts(character * 80) == 1
    assert count_parts(character * 81) == 2


def test_no_other_character_is_gsm() -> None:
    """All of Unicode but the surrogates: ESC, the backtick, TAB and U+2126 are outside."""
    outside = (
        chr(point)
        for point in range(0x110000)
        if not 0xD800 <= point <= 0xDFFF and chr(point) not in BASIC + EXTENSION
    )
    assert all(encoding(character) is Encoding.UCS_2 for character in outside)
    assert ESCAPE not in BASIC + EXTENSION


@pytest.mark.parametrize(
    ("characters", "parts"),
    [(0, 1), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)],
)
def test_borders_of_gsm(characters: int, parts: int) -> None:
    assert count_parts("a" * characters) == parts


@pytest.mark.parametrize(
    ("characters", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_borders_of_ucs_2(characters: int, parts: int) -> None:
    assert count_parts("漢" * characters) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("a" * 158 + "€", 1, id="an escape pair at the end of the only segment"),
        pytest.param("a" * 159 + "€", 2, id="an escape pair over the end of the only segment"),
        pytest.param("a" * 151 + "€" + "a" * 153, 2, id="an escape pair just before the border"),
        pytest.param("a" * 152 + "€" + "a" * 151, 2, id="a moved escape pair and a full segment"),
        pytest.param("a" * 152 + "€" + "a" * 152, 3, id="a moved escape pair and one too many"),
        pytest.param(
            "漢" * 68 + SATELLITE, 1, id="a surrogate pair at the end of the only segment"
        ),
        pytest.param("漢" * 69 + SATELLITE, 2, id="a surrogate pair over the end of it"),
        pytest.param("漢" * 65 + SATELLITE + "漢" * 67, 2, id="a surrogate pair before the border"),
        pytest.param(
            "漢" * 66 + SATELLITE + "漢" * 65, 2, id="a moved surrogate pair, full segment"
        ),
        pytest.param(
            "漢" * 66 + SATELLITE + "漢" * 66, 3, id="a moved surrogate pair, one too many"
        ),
    ],
)
def test_a_pair_never_straddles_two_segments(text: str, parts: int) -> None:
    assert count_parts(text) == len(pack(text)) == parts


@given(st.one_of(TEXTS, GSM_TEXTS), GATEWAYS)
def test_counting_agrees_with_packing(text: str, takes_plainly: TakesPlainly) -> None:
    assert count_parts(text, takes_plainly) == len(pack(text, takes_plainly))


@given(st.one_of(TEXTS, GSM_TEXTS), st.integers(1, 5), GATEWAYS, st.booleans())
@settings(deadline=None)
def test_what_is_fitted_fits(
    text: str, max_parts: int, takes_plainly: TakesPlainly, smart_encoding: bool
) -> None:
    fitted = fit(text, max_parts, takes_plainly, smart_encoding=smart_encoding)
    assert fitted.parts == len(pack(fitted.text, takes_plainly)) <= max_parts
    assert "…" not in fitted.text or fitted.text == text
    if not fitted.truncated and not fitted.smart_encoded:
        assert fitted.text == text


@given(st.one_of(TEXTS, GSM_TEXTS), st.integers(1, 4), GATEWAYS)
@settings(deadline=None)
def test_a_cut_text_is_the_longest_beginning_that_fits(
    text: str, max_parts: int, takes_plainly: TakesPlainly
) -> None:
    fitted = fit(text, max_parts, takes_plainly, smart_encoding=False)
    beginnings = [
        text[:end].rstrip() + ELLIPSIS
        for end in range(len(text) + 1)
        if len(pack(text[:end].rstrip() + ELLIPSIS, takes_plainly)) <= max_parts
    ]
    if len(pack(text, takes_plainly)) <= max_parts:
        assert fitted == FittedText(text, len(pack(text, takes_plainly)))
    else:
        assert fitted.truncated
        assert fitted.text == max(beginnings, key=len)


def test_a_cut_never_splits_a_surrogate_pair() -> None:
    fitted = fit(SATELLITE * 71, 2, smart_encoding=False)
    # 2 x 67 units: 33 pairs fill a segment but for one unit; 3 units go to the ellipsis.
    assert fitted == FittedText(SATELLITE * 65 + ELLIPSIS, 2, truncated=True)
    fitted.text.encode("utf-16-be")


def test_without_a_limit_nothing_is_cut() -> None:
    assert fit("a" * 5000, 0, smart_encoding=False) == FittedText("a" * 5000, 33)


def test_a_text_at_the_limit_is_not_cut() -> None:
    assert fit("a" * 306, 2, smart_encoding=False) == FittedText("a" * 306, 2)
    assert fit("a" * 307, 2, smart_encoding=False) == FittedText(
        "a" * 303 + ELLIPSIS, 2, truncated=True
    )


@pytest.mark.parametrize("character", ["a", "€", "漢", SATELLITE, " "])
def test_a_megabyte_is_cut_too(character: str) -> None:
    size = 1_000_000 // len(character.encode())
    fitted = fit(character * size, 4, smart_encoding=True)
    assert fitted.truncated
    assert fitted.parts <= 4
    fitted = fit(character * size, 0, smart_encoding=False)
    assert fitted.truncated
    assert fitted.parts == len(pack(fitted.text)) <= MOST_PARTS


@pytest.mark.parametrize("max_parts", [0, 4, 300])
@pytest.mark.parametrize("character", ["a", "€", "漢", SATELLITE, " ", "\u200b", "\ud83d", "\0"])
@pytest.mark.parametrize("smart_encoding", [False, True])
def test_of_ten_megabytes_no_more_is_looked_at_than_can_be_sent(
    max_parts: int, character: str, smart_encoding: bool
) -> None:
    looked_at: list[int] = []

    def takes_plainly(text: str) -> bool:
        looked_at.append(len(text))
        return True

    text = character * 10_000_000
    fitted = fit(text, max_parts, takes_plainly, smart_encoding=smart_encoding, ending="\n1 yes")
    assert fitted.truncated
    assert fitted.whole == MOST_PARTS + 1
    assert fitted.parts == count_parts(fitted.text) <= (max_parts or MOST_PARTS)
    assert fitted.text.endswith("...\n1 yes")
    assert len(fitted.text) <= MOST_CHARACTERS
    assert max(looked_at, default=0) <= MOST_CHARACTERS
    # Once for each half, and for each character that smart encoding may replace.
    assert sum(looked_at) < 25 * MOST_CHARACTERS
    looked_at.clear()
    assert count_parts(text, takes_plainly) == MOST_PARTS + 1
    assert looked_at == []


@pytest.mark.parametrize("ending", ["a", "漢", "\ud83d"])
def test_an_ending_that_does_not_end_is_more_than_can_be_sent(ending: str) -> None:
    assert fit("text", 4, smart_encoding=True, ending=ending * 10_000_000).parts == MOST_PARTS + 1


def test_what_all_of_a_text_would_take_is_told() -> None:
    assert fit("a" * 1000, 4, smart_encoding=False, ending="b" * 100).whole == 8
    assert fit("a", 4, smart_encoding=False).whole == 1
    assert fit("a" * 306, 2, smart_encoding=False).whole == 2


def test_where_there_are_no_parts_a_text_may_be_long_but_not_endless() -> None:
    assert fit_without_parts("a" * 4096) == FittedText("a" * 4096, 1)
    assert fit_without_parts("a" * 4090, "\n1 yes") == FittedText("a" * 4090 + "\n1 yes", 1)
    for text in ("漢" * 4097, SATELLITE * 10_000_000):
        fitted = fit_without_parts(text, "\n1 yes")
        assert fitted == FittedText(text[:4087] + "...\n1 yes", 1, truncated=True)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("", ""),
        ("plain €", "plain €"),
        (SATELLITE, SATELLITE),
        ("\ufeffa", "\ufeffa"),
        ("\ud83d\udef0", SATELLITE),
        ("a\ud83d", "a\ufffd"),
        ("\udef0\ud83d", "\ufffd\ufffd"),
        ("a\0b\ud83d\0\udef0", "ab" + SATELLITE),
    ],
)
def test_what_a_template_made_can_be_stored(written: str, stored: str) -> None:
    assert storable(written) == stored
    stored.encode()
    assert fit(written, 4, smart_encoding=False, ending=written).text == stored * 2
    assert fit_without_parts(written, written).text == stored * 2


@given(st.text(st.characters(), max_size=20))
def test_whatever_is_stored_stays_as_it_is(text: str) -> None:
    stored = storable(text)
    stored.encode()
    assert storable(stored) == stored
    if "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text):
        assert stored == text


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“It’s on” – go — ‘now’", "\"It's on\" - go - 'now'"),
        ("„so“ «da» ‹hm› `x´", "\"so\" \"da\" 'hm' 'x'"),
        ("-5 °C", "-5 C"),
        ("-5°C", "-5C"),
        ("23 °F, 23° F", "23 F, 23 F"),
        ("turn 90°", "turn 90deg"),
        ("façade č Ł", "facade c L"),
        ("Łódź œuvre đ ı ħ ŋ þ ĸ ƒ ə ɛ ß", "Lodz oeuvre d i h n th q f e e ß"),
        ("ŁÓDŹ Þór Œuvre ẞ", "LODZ Thor Oeuvre SS"),
        ("Không có điện", "Khong co dien"),
        ("ᴀʟᴀʀᴍ ｆｉｒｅ ˢᵒˢ 𝐍𝐎𝐖", "ALARM fire sos NOW"),
        ("Kapıda biri var, ŉ", "Kapida biri var, 'n"),
        ("donʼt­ go⁠ ‎left", "don't go left"),
        ("wait…", "wait..."),
        ("a\u00a0b\tc\u200bd", "a b cd"),
        ("ﬁve × 2 ÷ 3 → ½ m² µ", "five x 2 / 3 -> 1/2 m2 u"),
    ],
)
def test_smart_encoding(written: str, sent: str) -> None:
    fitted = fit(written + "." * 70, 0, smart_encoding=True)
    if encoding(sent) is Encoding.GSM_7:
        assert fitted == FittedText(sent + "." * 70, 1, smart_encoded=True)
    else:
        assert fitted == FittedText(written + "." * 70, 2)


@pytest.mark.parametrize("written", ["-5 °C", "“short”", "漢" * 71 + "“”", "plain", "Łódź 🛑 " * 9])
def test_smart_encoding_changes_nothing_where_it_saves_nothing(written: str) -> None:
    assert fit(written, 0, smart_encoding=True) == FittedText(written, len(pack(written)))


EMOJI = "\U0001f6d1"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        # A decomposed accent, and what nobody sees, take room in UCS-2 as well.
        ("e\u0301" * 68 + EMOJI, "\u00e9" * 68 + EMOJI),
        ("\u017c\u200b" * 40 + EMOJI, "\u017c" * 40 + EMOJI),
        ("-5 \u00b0C " * 14 + EMOJI, None),
        ("23 °C " * 13 + EMOJI, "23 C " * 13 + EMOJI),
        # Writing these plainly saves nothing: the text stays as it is.
        ("\u0141\u00f3d\u017a \u201cnow\u201d " * 6 + EMOJI, None),
        ("\u0414\u0430 \u0142\u0142\u0142 " * 12, None),
        ("\u2026" * 70 + EMOJI, None),
    ],
)
def test_smart_encoding_where_ucs_2_is_needed(written: str, sent: str | None) -> None:
    fitted = fit(written, 0, smart_encoding=True)
    if sent is None:
        assert fitted == FittedText(written, len(pack(written)))
    else:
        assert fitted == FittedText(sent, len(pack(sent)), smart_encoded=True)
        assert fitted.parts < len(pack(written))


def test_smart_encoding_writes_the_ending_plainly_too() -> None:
    written, ending = "x" * 100, "\n1 włącz, 2 wyłącz"
    expected = FittedText(written + "\n1 wlacz, 2 wylacz", 1, smart_encoded=True)
    assert fit(written, 0, smart_encoding=True, ending=ending) == expected
    assert fit("short", 0, smart_encoding=True, ending=ending).text == "short" + ending


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (
            "Zamrażarka w piwnicy: temperatura wzrosła do -5 stopni, sprawdź drzwi i zasilanie.",
            "Zamrazarka w piwnicy: temperatura wzrosla do -5 stopni, sprawdz drzwi i zasilanie.",
        ),
        (
            "Le cœur du chauffe-eau est froid, vérifiez la chaudière et le disjoncteur de la cave",
            "Le coeur du chauffe-eau est froid, vérifiez la chaudière et le disjoncteur de la cave",
        ),
        (
            "Buzdolabı çok sıcak, lütfen kapıyı kontrol edin. Sıcaklık şu anda on iki derece.",
            "Buzdolabi cok sicak, lütfen kapiyi kontrol edin. Sicaklik su anda on iki derece.",
        ),
        (
            "Tủ lạnh đang quá nóng, vui lòng kiểm tra cửa tủ và nguồn điện ngay bây giờ.",
            "Tu lanh dang qua nong, vui lòng kiem tra cua tu và nguon dien ngay bay gio.",
        ),
    ],
)
def test_smart_encoding_of_alarms(written: str, sent: str) -> None:
    assert fit(written, 0, smart_encoding=False).parts == 2
    assert fit(written, 0, smart_encoding=True) == FittedText(sent, 1, smart_encoded=True)


def test_smart_encoding_keeps_the_accents_that_gsm_has() -> None:
    assert fit("é à ñ ü ß " + "’" + "." * 70, 0, smart_encoding=True).text.startswith("é à ñ ü ß '")


def test_smart_encoding_keeps_an_accent_written_as_two_characters() -> None:
    fitted = fit("cafe\u0301" + "." * 70, 0, smart_encoding=True)
    assert fitted == FittedText("café" + "." * 70, 1, smart_encoded=True)


def test_smart_encoding_comes_before_the_cut() -> None:
    fitted = fit("’" * 170, 1, smart_encoding=True)
    assert fitted == FittedText("'" * 157 + ELLIPSIS, 1, truncated=True, smart_encoded=True)


@given(TEXTS, GATEWAYS)
@settings(deadline=None)
def test_smart_encoding_never_costs_more(text: str, takes_plainly: TakesPlainly) -> None:
    fitted = fit(text, 0, takes_plainly, smart_encoding=True)
    written = len(pack(text, takes_plainly))
    assert fitted.parts <= written
    assert fitted.smart_encoded == (fitted.parts < written)
    assert fitted.smart_encoded == (fitted.text != text)


@pytest.mark.parametrize("character", ["€", "Δ", "Ω"])
def test_what_a_gateway_does_not_take_plainly_goes_as_ucs_2(character: str) -> None:
    assert encoding(character) is Encoding.GSM_7
    assert encoding(character, takes_latin_1) is Encoding.UCS_2
    text = character + "." * 70
    assert (count_parts(text), count_parts(text, takes_latin_1)) == (1, 2)


@pytest.mark.parametrize("character", "é£ñ{")
def test_what_a_gateway_takes_plainly_stays_gsm(character: str) -> None:
    assert encoding(character, takes_latin_1) is Encoding.GSM_7
    assert count_parts(character + "." * 70, takes_latin_1) == 1


def test_a_cut_takes_the_gateway_into_account() -> None:
    text = "€" + "." * 200
    assert fit(text, 1, smart_encoding=False).text == text[:156] + ELLIPSIS
    assert fit(text, 1, takes_latin_1, smart_encoding=False).text == text[:67] + ELLIPSIS


def test_smart_encoding_writes_eur_only_where_the_gateway_does_not_take_the_sign() -> None:
    text = "5 € " + "." * 70
    assert fit(text, 0, smart_encoding=True) == FittedText(text, 1)
    assert fit(text, 0, takes_latin_1, smart_encoding=True) == FittedText(
        text.replace("€", "EUR"), 1, smart_encoded=True
    )


def test_smart_encoding_keeps_the_euro_sign_beside_what_it_replaces() -> None:
    fitted = fit("“5 €” " + "." * 70, 0, smart_encoding=True)
    assert fitted == FittedText('"5 €" ' + "." * 70, 1, smart_encoded=True)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("5 €", id="one segment in any case"),
        pytest.param("5 € and Δt " + "." * 70, id="the rest still needs UCS-2"),
    ],
)
def test_smart_encoding_leaves_the_euro_sign_where_that_saves_nothing(written: str) -> None:
    fitted = fit(written, 0, takes_latin_1, smart_encoding=True)
    assert fitted == FittedText(written, len(pack(written, takes_latin_1)))
