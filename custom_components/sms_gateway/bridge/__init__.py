"""A line of SMS as contacts in XMPP: the bridges of an account, which follow it."""

from .bridges import Bridges

__all__ = ["Bridges"]
