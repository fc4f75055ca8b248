"""SMPP 3.4, as SMSCs and aggregators speak it (smpp.md)."""
