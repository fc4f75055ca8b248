"""An FTP server from PyPI that gives out a folder, with TLS where it is given a certificate.

Arguments: port, folder, user, password, and a certificate with its key.
"""

import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer


def main(port: str, folder: str, user: str, password: str, *certificate: str) -> None:
    """Serve until somebody ends it."""
    authorizer = DummyAuthorizer()
    authorizer.add_user(user, password, folder, perm="elr")
    handler = FTPHandler
    if certificate:
        handler = TLS_FTPHandler
        handler.certfile, handler.keyfile = certificate
        handler.tls_control_required = handler.tls_data_required = True
    handler.authorizer = authorizer
    # Nobody is punished for a wrong password: it is tried.
    handler.auth_failed_timeout = 0
    FTPServer(("127.0.0.1", int(port)), handler).serve_forever()


main(*sys.argv[1:])
