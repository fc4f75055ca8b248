"""The phone: what is its own."""
