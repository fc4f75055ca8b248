"""A certificate of our own for a server on this machine, and a client that trusts it."""

from pathlib import Path
import ssl

from simulator.certificate import self_signed_pem

# Not in a test, where the clock may be a pretend one: cryptography would know no other any more.
_BOTH = self_signed_pem("127.0.0.1")


def write_certificate(folder: Path) -> Path:
    """Write the certificate and its key into a folder, as one file."""
    both = folder / "certificate.pem"
    both.write_bytes(_BOTH)
    return both


def contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server proves itself with, and what a client knows that by."""
    both = write_certificate(folder)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(both)
    return server, ssl.create_default_context(cafile=both)
