"""Published PDUs, in the order of own-sim.md 2.8."""

from datetime import datetime
from typing import NamedTuple

from custom_components.sms_gateway.gateways.base import Part

HOUR, DAY = 3600.0, 86_400.0
KIPLING = (
    "Or walk with Kings - nor lose the common touch, if neither foes nor loving friends can hurt"
    " you, If all men count with you, but none too much; If you can fill the unforgiving minute"
    " With sixty seconds' worth of distance run, Yours is the Earth and everything thats in it,"
    " And - which is more - you will be a Man, my son"
)


class Sent(NamedTuple):
    """What was to be sent, and the PDUs of it; those with an SMSC have it in front."""

    pdus: tuple[str, ...]
    to: str
    text: str
    lasts: float | None = None
    wants_report: bool = False
    reference: int = 0


# Where the choices of whoever published them are ours.
SENT = {
    "1 DF": Sent(
        ("0011000B916407281553F80000AA0AE8329BFD4697D9EC37",),
        "+46708251358",
        "hellohello",
        4 * DAY,
    ),
    "2 NOR": Sent(
        (
            (
                "069144888888F811000C9153481032547600000B20D4F29C9E769F4161D0BC3D07B5CBF379F89C769F"
                "416F7B590E62D3CB"
            ),
        ),
        "+358401234567",
        "Testing a sms messaging over lte",
        HOUR,
    ),
    "3 PMS": Sent(
        ("0021000B914356143254F6000006E8721E947F03",), "+34654123456", "hey yo", wants_report=True
    ),
    "4a PMS": Sent(("0011000B914356143254F60000AA04483E7B0F",), "+34654123456", "Hölä", 4 * DAY),
    "4b PMS": Sent(("0001000B914356143254F6000009C2AD341104EDFB00",), "+34654123456", "BÄRÇA äñ@"),
    "5 PMS": Sent(("07914346466554F601000B914316565811F9000004E8373B0C",), "+34616585119", "hola"),
    "6 PMS": Sent(
        ("001100098156355476F80008AA0E0420044304410441043A04380439",),
        "655345678",
        "Русский",
        4 * DAY,
    ),
    "7 PMS": Sent(
        ("07914346466554F601000B914316565811F9000806304253F68449",), "+34616585119", "あ叶葉"
    ),
    "9 MM": Sent(
        ("0011000B915155661632F40000001954747A0E4ACF41F27298CDCE83C6EF371B0481402010",),
        "+15556661234",
        "This is really cool ΔΔΔΔΔ",
        300.0,
    ),
    "11 PMS": Sent(
        (
            (
                "005100098156355476F80000AAA00500038803019E72D03DCC5E83EE693A1AB44CBBCF73500BE47E"
                "CB41ECF7BC0CA2A3CBA0F1BBDD7EBB41F4777D8C6681D26690BB9CA6A3CB7290F95D9E83DC6F3988"
                "FDB6A7DD6790599E2EBBC973D038EC06A1EB723A28FFAEB340493328CC6683DA653768FCAEBBE9A0"
                "7B9A8E06E5DF7516485CA783DC6F7719447FBF41EDFA18BD0325CDA0FCBB0E1A87DD"
            ),
            (
                "005100098156355476F80000AAA005000388030240E6349B0DA2A3CBA0BADBFC969FD3F6B4FB0C6A"
                "A7DD757A19744DD3D1A0791A4FCF83E6E5F1DB4D9E9F40F7B79C8E06BDCD20727A4E0FBBC76590BC"
                "EE6681B2EFBA7C0E4ACF41747419540CCBE96850D84D0695ED65799E8E4EBBCF203A3A4C9F83D26E"
                "509ACE0205DD64500B7447A7C768507A0E6ABFE565500B947FD741F7349B0D129741"
            ),
            "005100098156355476F80000AA14050003880303C2A066D8CD02B5F3A0F9DB0D",
        ),
        "655345678",
        KIPLING,
        4 * DAY,
        reference=0x88,
    ),
}
# Where they are not: a class, 8-bit data, an absolute validity.
SENT_OTHERWISE = {
    "3 PMS": ("0001000B914356143254F6001006E8721E947F03", "+34654123456", "hey yo"),
    "8 PMS": (
        "07914400000000F001000B811000000000F000040B48692074686572652E2E2E",
        "01000000000",
        "Hi there...",
    ),
    "10 PGM": (
        "0019000B917228001011F100003170013193008017D474BB3CA787DB70903DCC4E93D3F43C885E9ED301",
        "+27820001111",
        "Timestamp validity test",
    ),
    "22 MTF": ("0021000D91947116111111F1001105C8329B1D02", "+4917611111111", "Hell!"),
}


class Came(NamedTuple):
    """A DELIVER and what is read of it."""

    pdu: str
    smsc: str
    sender: str
    sent_at: str
    text: str
    part: Part | None = None


CAME = {
    "12 DF": Came(
        "07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37",
        "+27381000015",
        "27838890001",
        "1999-03-29T15:16:59+02:00",
        "hellohello",
    ),
    "13 PMS": Came(
        "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07",
        "+31624000000",
        "+31641600986",
        "2002-08-26T19:37:41+00:00",
        "How are you?",
    ),
    "14 PMS": Came(
        "0791447758100650040C914497716247010000909010711423400A2050EC468B81C4733A",
        "+447785016005",
        "+447917267410",
        "2009-09-01T17:41:32+01:00",
        "  1741 bst",
    ),
    "15 MM": Came(
        "07912160130320F6440B916171056429F5000021405291651569320500034C0202E9E8301D44479741F0B09C"
        "3E0785E56590BCCC0ED3CB6410FD0D7ABBCBA0B0FB4D4797E52E10",
        "+12063130026",
        "+16175046925",
        "2012-04-25T19:56:51-04:00",
        "that the parts are related to one another. ",
        Part(0x4C, 2, 2),
    ),
    "16 MM": Came(
        "07911356131313F64004850120390011609232239180A006080400100201D7327BFD6EB340E2321BF46E83EA"
        "7790F59D1E97DBE1341B442F83C465763D3DA797E56537C81D0ECB41AB59CC1693C16031D96C064241E56568"
        "38AF03A96230982A269BCD462917C8FA4E8FCBED709A0D7ABBE9F6B0FB5C7683D27350984D4FABC9A0B33C4C"
        "4FCF5D20EBFB2D079DCB62793DBD06D9C36E50FB2D4E97D9A0B49B5E96BBCB",
        "+31653131316",
        "1002",
        "2011-06-29T23:32:19+02:00",
        "Welkom, bel om uw Voicemail te beluisteren naar +31612001233 (PrePay: *100*1233#)."
        " Voicemail ontvangen is altijd gratis. Voor gebruik van mobiel interne",
        Part(0x0010, 2, 1),
    ),
    "17 MM": Came(
        "07919730071111F10414D04937BD2C7797E9D3E614000811309291024061080442043504410442",
        "+79037011111",
        "InternetSMS",
        "2011-03-29T19:20:04+04:00",
        "тест",
    ),
    "18 PMS": Came(
        "07919471060040340409D0C6A733390400009060920173018093CC74595C96838C4F6772085AD6DDE4320B44"
        "4E9741D4B03C6D7EC3E9E9B71B9474D3CB727799DEA286CFE5B9991DA6CBC3F432E85E9793CBA0F09A9EB6A7"
        "CB72BA0B9474D3CB727799DE72D6E9FABAFB0CBAA7E56490BA4CD7D34170F91BE4ACD3F575F7794E0F9F4161"
        "F1B92C2F8FD1EE32DD054AA2E520E3D3991C82A8E5701B",
        "+491760000443",
        "FONIC",
        "2009-06-29T10:37:10+02:00",
        "Lieber FONIC Kunde, die Tarifoption Internet-Tagesflatrate wurde aktiviert."
        " Internet-Nutzung wird jetzt pro Nutzungstag abgerechnet. Ihr FONIC Team",
    ),
    "19 PMS": Came(
        "07919333852804000412D0F7FBDD454FB75D693A0000903002801153402BCD301E9F0605D9E971191483C140"
        "412A35690D52832063D2F9040599A058EE05A3BD6430580E",
        "+393358824000",
        "www.tim.it",
        "2009-03-20T08:11:35+01:00",
        "Maxxi Alice 100 ATTIVATA FINO AL 19/04/2009",
    ),
    "20 PGM": Came(
        "06917228195339040B917228214365F70000313062315352800A800D8A5E98D337A910",
        "+2782913593",
        "+27821234567",
        "2013-03-26T13:35:25+02:00",
        "@{tést}!",
    ),
    "21a PMS": Came(
        "07919471227210244405852122F039F101506271217180A005000319020198E9B2B82C0759DFE4B0F9ED2EB7"
        "967537B9CC02B5D37450122D2FCB41EE303DFD7687D96537881A96A7CD6F383DFD7683F46134BBEC064DD365"
        "50DA0D22A7CBF3721BE42CD3F5A0198B56036DCA20B8FC0D6A0A4170767D0EAAE540433A082E7F83A6E5F93C"
        "FD76BB40D7B2DB0D9AA6CB2072BA3C2F83926EF31BE44E8FD17450BB8C9683CA",
        "+491722270142",
        "12220",
        "2010-05-26T17:12:17+02:00",
        "Lieber Vodafone-Kunde, mit Ihrer nationalen Tarifoption zahlen Sie in diesem Netz 3,45 €"
        " pro MB plus 59 Ct pro Session. Wenn Sie diese Info nicht mehr e",
        Part(0x19, 2, 1),
    ),
    "21b PMS": Came(
        "07919471227210244405852122F039F1015062712181804F050003190202E4E8309B5E7683DAFC319A5E76B3"
        "40F73D9A5D7683A6E93268FD9ED3CB6EF67B0E5AD172B19B2C2693C9602E90355D6683A6F0B007946E8382F5"
        "393BEC26BB00",
        "+491722270142",
        "12220",
        "2010-05-26T17:12:18+02:00",
        "rhalten möchten, wählen Sie kostenlos +4917212220. Viel Spaß im Ausland.",
        Part(0x19, 2, 2),
    ),
}


class Reported(NamedTuple):
    """A STATUS-REPORT and what is read of it."""

    pdu: str
    smsc: str
    reference: int
    to: str
    status: int
    sent_at: str
    discharged_at: str


REPORTED = {
    "22 MTF": Reported(
        "079194710600400706410D91947116111111F122201221433540222012214345400000",
        "+491760000470",
        65,
        "+4917611111111",
        0,
        "2022-02-21T12:34:53+01:00",
        "2022-02-21T12:34:54+01:00",
    ),
    "23 MM": Reported(
        "07914356060013F1065A098136397339F7219011700463802190117004638030",
        "+34656000311",
        90,
        "639337937",
        0x30,
        "2012-09-11T07:40:36+02:00",
        "2012-09-11T07:40:36+02:00",
    ),
    "24 PMS": Reported(
        "07914306073011F006270B913426565711F7012081111345400120811174054043",
        "+34607003110",
        39,
        "+43626575117",
        0x43,
        "2010-02-18T11:31:54+01:00",
        "2010-02-18T11:47:50+01:00",
    ),
    "25a FAU": Reported(
        "079119890400202306400C91197909913764511090718384225110907183252200",
        "+919840000232",
        64,
        "+919790197346",
        0,
        "2015-01-09T17:38:48+05:30",
        "2015-01-09T17:38:52+05:30",
    ),
    "25b PMS": Reported(
        "00060505810531F1010150610000400101506100004000",
        "",
        5,
        "50131",
        0,
        "2010-10-05T16:00:00+01:00",
        "2010-10-05T16:00:00+01:00",
    ),
    # Of a modem by ZTE, whose SMSC is too short and whose number has digits that are none.
    "ZTE PGM": Reported(
        "0297F1061C0F910B487228297020F5317062419272803170624192138000",
        "1",
        28,
        "#08427829207025",
        0,
        "2013-07-26T14:29:27+02:00",
        "2013-07-26T14:29:31+02:00",
    ),
}


def seconds(written: str) -> float:
    """Return a time as seconds since the epoch."""
    return datetime.fromisoformat(written).timestamp()
