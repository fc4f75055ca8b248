"""What people type, in many languages and scripts, and what each text has to be taken for."""

import pytest

from custom_components.sms_gateway.messaging.wish import Vocabulary, Wish, read_wish
from custom_components.sms_gateway.messaging.words import comparable

# As an account in Europe may have it; a gateway's own are Twilio's.
COMMON = Vocabulary()
TWILIO = Vocabulary(("REVOKE", "OPTOUT"), ("START", "YES", "UNSTOP"))
OWN = Vocabulary(
    further_stop_words=(
        "ARRET", "ARRÊT", "STOPP", "BAJA", "ALTO", "SAIR", "PARAR", "ABMELDEN", "СТОП", "ΣΤΟΠ",
        "توقف", "停止", "退订", "ストップ", "중지", "रोकें", "หยุด", "DURDUR", "İPTAL", "ПОДОЖДИ",
    )
)  # fmt: skip

STOP, ALL, START, HELP, NONE = Wish.STOP, Wish.STOP_ALL, Wish.START, Wish.HELP, Wish.NONE
WISHES: list[tuple[Vocabulary, Wish, list[str]]] = [
    (COMMON, STOP, [
        "STOP", "stop", "Stop.", "stop!", "STOP!!!", "Stop…", "stop 🙏", "🛑 STOP", "STOP🛑",
        "¡Stop!",
        "¿stop?", "«stop»", "„Stop“", "‚stop‘", "「stop」", "『STOP』", "【STOP】", "(stop)",
        "[stop]",
        "{stop}", "<stop>", "*stop*", "_stop_", "~stop~", "`stop`", "'stop'", '"stop"', "stop;",
        "stop,", "-stop-", "– stop –", "•stop", "stop/", "stop\\", "stop\n\n", "\tstop", "stop\r",
        "ＳＴＯＰ", "ｓｔｏｐ！", "𝐒𝐓𝐎𝐏", "𝓼𝓽𝓸𝓹", "Ⓢⓣⓞⓟ", "STOP\u00a0", "STOP\u202f!", "\u3000STOP",
        "STOP\u2007", "STOP\u2009", "STOP\u205f", "STOP\u1680", "STOP\u200b", "STOP\u200c",
        "STOP\u200d",
        "STOP\u2060", "\ufeffSTOP", "STOP\u200e", "STOP\u200f", "\u202aSTOP\u202c",
        "\u2067STOP\u2069",
        "STOP\u061c", "STOP\u180e", "STOP\u034f", "STOP\ufe0f", "STOP\ufe0e", "S\u00adTOP",
        "STOP\x00",
        "STOP\x7f", "STOP\u2800", "STOP\u3164", "STOP\U000e0020", "STOP。", "STOP、", "STOP؟",
        "STOP،",
        "STOP۔", "STOP।", "STOP！", "STOP？", "STOP︎", "STOP\u0085", "STOP\u2028", "STOP\u2029",
        "END", "End.", "CANCEL", "Cancel!", "UNSUBSCRIBE", "unsubscrıbe", "QUIT", "quİt",
        "Quit :-(",
    ]),
    (COMMON, ALL, [
        "STOP ALL", "Stop all.", "STOPALL", "stop\u00a0all", "STOP\u3000ALL", "stop\nall",
        "STOP STOP",
        "Stop! Stop!", "stop, stop", "STOP… STOP", "ＳＴＯＰ ＡＬＬ", "stop \u200ball",
    ]),
    (COMMON, START, ["START", "Start!", "start\u200b", "“Start”", "UNSTOP", "unstop.",
        "ＳＴＡＲＴ", "START ✅"]),
    (COMMON, HELP, ["HELP", "Help?", "¿help?", "INFO", "ınfo", "İNFO", "Info\u200f", "help 🆘",
        "ＨＥＬＰ"]),
    (COMMON, NONE, [
        "Please stop the heating", "Stop the heating", "stop it", "don't stop", "Stop!now",
        "stop-now",
        "stopp", "STOPPED", "s t o p", "st op", "sto p", "nonstop", "STOP ALL NOW",
        "STOP STOP STOP",
        "stop-all", "Stop\n\nSent from my iPhone", "STOP 2", "stop4", "bus stop", "the end",
        "END OF DAY",
        "cancel it", "unsubscribed", "quit smoking", "help me", "help!!! fire", "info please",
        "start the car", "restart", "СТОП", "стоп", "ΣΤΟΠ", "停止", "توقف", "ARRET", "BAJA",
        "ѕтор", "5TOP",
        "ST0P", "🛑", "✋", "no", "0", "", ".", "stop?!x", "STOP. Thanks", "pots", "REVOKE",
        "OPTOUT", "YES",
    ]),
    (TWILIO, STOP, ["REVOKE", "revoke.", "OptOut", "OPTOUT\u200b", "ＲＥＶＯＫＥ", "STOP",
        "“Revoke”"]),
    (TWILIO, NONE, ["opt out", "OPT-OUT", "revoked", "revoke it", "YES", "Yes!", "yes please",
        "JOIN"]),
    (OWN, STOP, [
        "arret", "Arrêt !", "ARRE\u0302T", "stopp.", "STOPP!", "baja", "¡Baja!", "Alto", "sair",
        "PARAR",
        "Abmelden", "стоп", "СТОП!", "στοπ", "Στοπ.", "\u200fتوقف\u200f", "توقف؟", "停止。",
        "退订", "「退订」",
        "ストップ", "ｽﾄｯﾌﾟ", "중지", "रोकें।", "หยุด", "durdur", "iptal", "İPTAL", "IPTAL", "ıptal",
        "подожди",
    ]),
    (OWN, NONE, [
        "arrete", "arrêt de bus", "baja la luz", "la baja", "стоп кран", "停止供暖", "请退订",
        "alto!no",
        "중지해", "ストップして", "sairam", "parar o carro", "не стоп", "iptal et",
    ]),
    (OWN, START, ["start", "Unstop"]),
    (OWN, HELP, ["help"]),
]  # fmt: skip

# Names, PINs and commands: what is written in Home Assistant, and what is typed.
ALIKE = [
    ("Zoë", "ZOE\u0308"), ("Zoë", " zoë "), ("İsmail", "ismail"), ("İsmail", "İSMAİL"),
    ("İsmail", "ISMAIL"), ("Işık", "IŞIK"), ("Jürgen", "JU\u0308RGEN"), ("O’Brien", "o'brien"),
    ("O'Brien", "O\u02bcBrien"), ("François", "FRANC\u0327OIS"), ("Łukasz", "łukasz"),
    ("Strauß", "STRAUSS"), ("Σωκράτης", "ΣΩΚΡΆΤΗΣ"), ("Анна", "АННА"), ("أحمد", "\u202bأحمد\u202c"),
    ("मीरा", "मीरा"), ("김철수", "김철수"), ("山田", "山田　"), ("Mum 💕", "mum"), ("Dad", "Dad."),
    ("4711", "４７１１"), ("4711", "4711."), ("4711", "#4711"), ("4711", "4711\u200b"), ("a1b2",
        "A1B2"),
    ("heating on", "Heating  on!"), ("heating on", "HEATING\u00a0ON"), ("heating on",
        "“heating on”"),
    ("457 open door", "457 open door\u200f"), ("chauffage éteint", "Chauffage e\u0301teint"),
    ("Heizung aus", "heizung aus 👍"), ("暖房オフ", "暖房ｵﾌ"), ("отопление", "Отопление!"),
]  # fmt: skip
APART = [
    ("4711", "4712"), ("4711", "47 11"), ("4711", "04711"), ("4711", "4711 4711"), ("0815", "815"),
    ("Anna", "Hanna"), ("Anna", "Ann a"), ("Zoë", "Zoe"), ("heating on", "heating on please"),
    ("heating on", "heatingon"), ("open", "don't open"), ("1.5", "15"), ("Анна", "Anna"), ("का",
        "की"),
]  # fmt: skip
READ = [(vocabulary, wish, text) for vocabulary, wish, texts in WISHES for text in texts]


def test_there_are_enough_texts() -> None:
    assert len(READ) + len(ALIKE) + len(APART) >= 200


@pytest.mark.parametrize(("vocabulary", "wish", "text"), READ)
def test_what_a_text_says(vocabulary: Vocabulary, wish: Wish, text: str) -> None:
    assert read_wish(text, vocabulary) is wish


@pytest.mark.parametrize(("written", "typed"), ALIKE)
def test_what_is_the_same_word(written: str, typed: str) -> None:
    assert comparable(written) == comparable(typed)


@pytest.mark.parametrize(("written", "typed"), APART)
def test_what_is_another_word(written: str, typed: str) -> None:
    assert comparable(written) != comparable(typed)
