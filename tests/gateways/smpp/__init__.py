"""The gateway that speaks SMPP."""
