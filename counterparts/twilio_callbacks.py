"""Twilio's RequestValidator beside the integration: who is believed, and who is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
import json
from typing import Any

from aiohttp import ClientSession

from simulator import Simulator
from simulator.callbacks import Callback as Sent

from .checks import Checks
from .home import SENDER, Account, Home
from .library import ask

_PHONE = "+447700900071"
_FORGER = "+447700900072"


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback: where it goes, what it says, and its signature."""

    url: str
    fields: Mapping[str, str]
    signature: str = ""


async def callbacks(checks: Checks, home: Home, simulator: Simulator) -> None:
    """Let both sides sign and judge callbacks, of an account that takes signed ones only."""
    account = await _add_account(home, simulator)
    simulator.account.callback_url = account.callback_url
    message = await home.send(account, _PHONE, "Are you there?")
    await checks.comes(home.becomes(message, "delivered"), "signed reports are believed")
    await simulator.reply(_PHONE, "Yes & no: ü → 🛑", SENDER)
    await checks.comes(home.hears("message_received", _PHONE), "a signed reply is believed")
    judged = await _judged(simulator, [_signed(each) for each in simulator.callbacks.sent])
    wrong = [each for each in judged if not each["is_right"]]
    checks.same((bool(judged), wrong), (True, []), "the library believes the simulator's, too")
    await _forge(checks, home, simulator, account)


async def _forge(checks: Checks, home: Home, simulator: Simulator, account: Account) -> None:
    """Post callbacks that the library has signed, and others."""
    right = Callback(account.callback_url, _reply("Ünïcode + plus & amp = 100 %", "SM1"))
    other_text = Callback(account.callback_url, _reply("open the door", "SM2"))
    elsewhere = Callback("https://example.com/sms", _reply("another address", "SM3"))
    signatures = [
        str(each["signature"]) for each in await _judged(simulator, [right, other_text, elsewhere])
    ]
    url = account.callback_url
    for what, fields, signature, expected in (
        ("one that the library signed", right.fields, signatures[0], HTTPStatus.OK),
        ("the signature of another text", _reply("open it"), signatures[1], HTTPStatus.FORBIDDEN),
        ("one for another address", elsewhere.fields, signatures[2], HTTPStatus.FORBIDDEN),
        ("none at all", _reply("no signature"), "", HTTPStatus.FORBIDDEN),
    ):
        status = await _post(Callback(url, fields, signature))
        checks.same(status, expected, f"{what}: what it is answered with")
    await checks.comes(home.hears("message_received", _FORGER), "the one that is right is told")
    heard = [event["text"] for event in home.told.of("message_received", _FORGER)]
    checks.same(heard, [right.fields["Body"]], "no other is told")


async def _add_account(home: Home, simulator: Simulator) -> Account:
    step = await home.begin("twilio")
    customer = simulator.account
    return await home.add(
        step,
        {
            "account_sid": customer.user,
            "auth_token": customer.password,
            "sender": SENDER,
            "name": "Twilio",
            "advanced": {
                "url": simulator.gateway_urls["twilio"],
                "verify_ssl": True,
                "signature": "required",
            },
        },
    )


def _signed(sent: Sent) -> Callback:
    fields = {name: str(value) for name, value in sent.request.fields.items()}
    return Callback(sent.url, fields, sent.request.headers["X-Twilio-Signature"])


async def _judged(simulator: Simulator, found: Sequence[Callback]) -> list[dict[str, Any]]:
    listed = json.dumps(
        [{"url": each.url, "fields": each.fields, "signature": each.signature} for each in found]
    )
    answer = await ask("twilio", "twilio_validator", simulator.account.password, listed)
    judged: list[dict[str, Any]] = answer["judged"]
    return judged


async def _post(callback: Callback) -> int:
    headers = {"X-Twilio-Signature": callback.signature} if callback.signature else {}
    async with (
        ClientSession() as session,
        session.post(callback.url, data=dict(callback.fields), headers=headers) as answer,
    ):
        return answer.status


def _reply(text: str, message_id: str = "SM0") -> Mapping[str, str]:
    return {
        "MessageSid": message_id,
        "From": _FORGER,
        "To": SENDER,
        "Body": text,
        "NumMedia": "0",
        "FromCity": "",
    }
