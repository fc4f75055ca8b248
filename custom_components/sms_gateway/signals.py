"""What an account tells its entities."""

from homeassistant.util.signal_type import SignalTypeFormat

from .const import DOMAIN
from .messaging.message import EngineEvent

# An event of the engine, as it is told.
ENGINE_EVENT: SignalTypeFormat[EngineEvent] = SignalTypeFormat(f"{DOMAIN}_event_{{}}")
# Counts, status, balance or who is blocked may have changed.
ACCOUNT_CHANGED: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_changed_{{}}")
