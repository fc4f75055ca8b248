"""SMPP 3.4 from the side of the SMSC."""

from .smsc import Smsc

__all__ = ["Smsc"]
