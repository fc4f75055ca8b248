"""The integration beside programs that were not written for it."""
