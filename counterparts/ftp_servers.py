"""FTP servers of others that give out a folder: Debian's vsftpd, and pyftpdlib."""

from dataclasses import dataclass
import getpass
from pathlib import Path

from tests.certificate import write_certificate

from .debian import unpacked
from .programs import Program
from .pypi import environment, script

# The only name but "anonymous" that vsftpd takes without Debian's list of users.
USER, PASSWORD = "ftp", "the-ftp-password"
_CONFIGURATION = """\
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
listen_port={port}
background=NO
run_as_launching_user=YES
ftp_username={launching}
nopriv_user={launching}
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
secure_chroot_dir={folder}/empty
anonymous_enable=YES
local_enable=NO
secure_email_list_enable=YES
email_password_file={folder}/passwords
anon_root={folder}/files
anon_world_readable_only=NO
ssl_enable=YES
implicit_ssl={implicit}
allow_anon_ssl=YES
force_anon_logins_ssl=YES
force_anon_data_ssl=YES
require_ssl_reuse=YES
rsa_cert_file={certificate}
rsa_private_key_file={key}
"""


@dataclass(frozen=True, slots=True)
class FtpServer:
    """A server that is not started yet, and the folder that it gives out."""

    name: str
    program: Program
    port: int
    files: Path
    encryption: str


async def vsftpd(folder: Path, port: int, encryption: str) -> FtpServer:
    """Return Debian's, which takes data over the TLS session of the first connection alone."""
    package = await unpacked("vsftpd")
    files, empty = folder / "files", folder / "empty"
    for each in (files, empty):
        each.mkdir()
    certificate = write_certificate(folder)
    (folder / "passwords").write_text(f"{PASSWORD}\n")
    configuration = folder / "vsftpd.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            port=port,
            folder=folder,
            launching=getpass.getuser(),
            implicit="YES" if encryption == "implicit" else "NO",
            certificate=certificate,
            key=certificate,
        )
    )
    command = (package.program("vsftpd"), str(configuration))
    program = Program(command, folder / "vsftpd.log", package.environment)
    return FtpServer("vsftpd", program, port, files, encryption)


async def pyftpdlib(folder: Path, port: int, encryption: str) -> FtpServer:
    """Return PyPI's, with TLS on request or without any."""
    python = await environment("pyftpdlib")
    files = folder / "files"
    files.mkdir()
    certificate = () if encryption == "none" else (str(write_certificate(folder)),) * 2
    command = (python, script("ftp_pyftpdlib"), str(port), str(files), USER, PASSWORD, *certificate)
    program = Program(command, folder / "pyftpdlib.log")
    return FtpServer("pyftpdlib", program, port, files, encryption)
