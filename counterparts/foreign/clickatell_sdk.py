"""Clickatell's library for its oldest API at an address of ours; prints as JSON what came back."""

import json
import sys

from clickatell.exception import ClickatellError
from clickatell.http import Http


def use(
    endpoint: str, username: str, password: str, api_id: str, text: str, *to: str
) -> dict[str, object]:
    """Send, ask for the balance, and do what is refused."""
    Http.endpoint = endpoint
    customer = Http(username, password, api_id)
    try:
        Http(username, "wrong", api_id).getBalance()
        refusal = ""
    except ClickatellError as error:
        refusal = error.code
    return {
        "one": customer.sendMessage(to[0], text),
        "all": customer.sendMessage(list(to), text),
        "bad number": customer.sendMessage("12", text),
        "balance": customer.getBalance()["balance"],
        "wrong password": refusal,
    }


if __name__ == "__main__":
    print(json.dumps(use(*sys.argv[1:])))
