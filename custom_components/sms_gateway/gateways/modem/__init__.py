"""A GSM or LTE modem, by AT commands (own-sim.md 2)."""
