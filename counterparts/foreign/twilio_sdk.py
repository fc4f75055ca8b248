"""Twilio's own library at an address of ours; prints as JSON what came back."""

from collections.abc import Callable
from functools import partial
import json
import sys

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

_API = "https://api.twilio.com"


class Here:
    """The library's HTTP client, with another address than Twilio's."""

    def __init__(self, url: str) -> None:
        """Ask at an address of ours."""
        self._url = url
        self._client = TwilioHttpClient(timeout=20)

    def request(self, method: str, url: str, *arguments: object, **named: object) -> Response:
        """Ask there what was meant for Twilio."""
        return self._client.request(method, url.replace(_API, self._url), *arguments, **named)


def refusal(ask: Callable[[], object]) -> list[int]:
    """Return the status and the code that something is refused with."""
    try:
        ask()
    except TwilioRestException as error:
        return [error.status, error.code]
    return []


def use(
    url: str, account: str, token: str, sender: str, to: str, opted_out: str, text: str
) -> dict[str, object]:
    """Send, list, ask for the balance, and do what is refused."""
    client = Client(account, token, http_client=Here(url))
    stranger = Client(account, "wrong", http_client=Here(url))
    send = partial(client.messages.create, from_=sender, body=text)
    sent = send(to=to)
    return {
        "sent": [sent.from_, sent.to, sent.body, sent.status],
        "sid": sent.sid,
        "listed": [[each.sid, each.direction, each.body] for each in client.messages.list()],
        "balance": [client.balance.fetch().balance, client.balance.fetch().currency],
        "bad number": refusal(lambda: send(to="12")),
        "opted out": refusal(lambda: send(to=opted_out)),
        "wrong token": refusal(stranger.balance.fetch),
    }


def ask_once(url: str, account: str, token: str) -> dict[str, object]:
    """Ask for the balance, which may be refused."""
    client = Client(account, token, http_client=Here(url))
    return {"refusal": refusal(client.balance.fetch)}


if __name__ == "__main__":
    step, *arguments = sys.argv[1:]
    print(json.dumps(use(*arguments) if step == "use" else ask_once(*arguments)))
