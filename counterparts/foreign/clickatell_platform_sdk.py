"""Clickatell's library for its Platform API at an address of ours; prints what came back."""

import json
import sys

from clickatell.rest import Rest
import httplib2

_API = "https://platform.clickatell.com"


def use(url: str, api_key: str, text: str, *to: str) -> dict[str, object]:
    """Send, and do what is refused."""
    ask = httplib2.Http.request

    def ask_here(http: httplib2.Http, address: str, *arguments: object, **named: object) -> object:
        return ask(http, address.replace(_API, url), *arguments, **named)

    # It knows no address without TLS.
    httplib2.Http.request = ask_here
    sent = Rest(api_key).sendMessage(list(to), text)
    refused = Rest("wrong").sendMessage(list(to), text)
    return {
        "status": sent["status"],
        "messages": sent["messages"],
        "refused": refused["error"],
    }


if __name__ == "__main__":
    print(json.dumps(use(*sys.argv[1:])))
