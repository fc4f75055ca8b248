"""A GSM or LTE modem, from the side of the modem and of the network behind it."""

from .modem import Modem

__all__ = ["Modem"]
