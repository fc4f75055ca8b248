"""The library of BulkSMS at an address of ours; prints as JSON what came back."""

import json
import sys
from urllib.error import HTTPError

from bulksms import BulkSMS


def use(url: str, token_id: str, token_secret: str, text: str, *to: str) -> dict[str, object]:
    """Send, ask for the profile, and do what is refused."""
    # It has no setting for that.
    BulkSMS.api_base = f"{url}/v1"
    customer = BulkSMS(token_id=token_id, token_secret=token_secret)
    ids = customer.send(to, text, priority=True)
    profile = customer.do_send(customer.get_url("profile"))
    try:
        BulkSMS(token_id=token_id, token_secret="wrong").send(to, text)
        refusal = 0
    except HTTPError as error:
        refusal = error.code
    return {"ids": list(ids), "profile": profile, "wrong secret": refusal}


if __name__ == "__main__":
    print(json.dumps(use(*sys.argv[1:])))
