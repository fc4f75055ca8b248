"""Telling the app whom to call, and with which key (own-sim.md 1.5)."""

from collections.abc import Collection
from hashlib import sha256
from http import HTTPStatus

from ..reading import text
from .app import App

WANTED = ("sms:received", "sms:sent", "sms:delivered", "sms:failed")
# The app calls no other addresses; one that does is a build for itself.
_ALLOWED = ("https://", "http://127.0.0.1")
_OURS = "home-assistant-"


async def keep_webhooks(app: App, address: str, key: str, events: Collection[str]) -> None:
    """Have the app call an address for these events alone; raises GatewayError.

    Those that others have set up are left as they are.
    """
    mine = _mine(address)
    wanted = {f"{mine}{event.partition(':')[2]}": event for event in events}
    if not address.startswith(_ALLOWED):
        wanted = {}
    for webhook_id in await _known(app, mine):
        if webhook_id not in wanted:
            await app.ask("DELETE", f"/webhooks/{webhook_id}")
    if not wanted:
        return
    # Else the app calls nobody while the internet is down, not even in the same house.
    settings = {"signing_key": key, "internet_required": False}
    await app.done("PATCH", "/settings", {"webhooks": settings})
    for webhook_id, event in wanted.items():
        await app.done("POST", "/webhooks", {"id": webhook_id, "url": address, "event": event})


async def _known(app: App, mine: str) -> list[str]:
    answer = await app.ask("GET", "/webhooks")
    content = answer.json()
    if answer.status != HTTPStatus.OK or not isinstance(content, list):
        return []
    ids = (text(one.get("id")) for one in content if isinstance(one, dict))
    return [one for one in ids if one is not None and one.startswith(mine)]


def _mine(address: str) -> str:
    """Return how the ids of an account's webhooks begin, also where its host has changed."""
    last = address.rstrip("/").rpartition("/")[2]
    return f"{_OURS}{sha256(last.encode()).hexdigest()[:12]}-"
