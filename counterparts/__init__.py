"""The integration beside programs that were not written for it."""

# Before the simulator: it puts an engine of its own in the place of voluptuous.
import homeassistant  # noqa: F401 - for that alone
