"""Reading a PDU octet by octet."""


class PduError(ValueError):
    """Octets that are no PDU, or a message that none can be made of; says why, without content."""


class Rest:
    """What is left to be read of a PDU."""

    def __init__(self, octets: bytes) -> None:
        """Begin with all of it."""
        self._octets = octets
        self._at = 0

    def octet(self) -> int:
        """Return the next octet; raises PduError."""
        return self.take(1)[0]

    def take(self, count: int) -> bytes:
        """Return the next octets; raises PduError where there are fewer."""
        taken = self.at_most(count)
        if len(taken) < count:
            raise PduError("it ends too early")
        return taken

    def at_most(self, count: int) -> bytes:
        """Return the next octets, or as many as there are."""
        taken = self._octets[self._at : self._at + count]
        self._at += len(taken)
        return taken
