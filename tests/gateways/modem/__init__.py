"""The modem."""
