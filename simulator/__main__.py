"""Run the simulator from the command line."""

import argparse
import asyncio
import logging
from pathlib import Path
import signal

from .simulator import Simulator

_LOGGER = logging.getLogger(__name__)
_SMPP_PORT = 2775
_FTP_PORT = 8121
_MODEM_PORT = 8126


async def _run(arguments: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    simulator = Simulator(arguments.callback_url)
    control_port = arguments.control_port
    if control_port is None:
        control_port = arguments.port + 1 if arguments.port else 0
    ftp_port = arguments.ftp_port
    if ftp_port is None:
        ftp_port = _FTP_PORT if arguments.port else 0
    smpp_port = arguments.smpp_port
    if smpp_port is None:
        smpp_port = _SMPP_PORT if arguments.port else 0
    modem_port = arguments.modem_port
    if modem_port is None:
        modem_port = _MODEM_PORT if arguments.port else 0
    await simulator.start(
        arguments.port,
        arguments.host,
        control_port,
        smpp_port=smpp_port,
        smpp_tls=arguments.smpp_tls,
        ftp_port=ftp_port,
        modem_port=modem_port,
        modem_pty=arguments.modem_pty,
    )
    for url in simulator.gateway_urls.values():
        _LOGGER.info("Gateway:           %s", url)
    _LOGGER.info("mo.log by FTP:     ftp://%s:%d", arguments.host, simulator.ftp.port)
    _LOGGER.info("Phones and faults: %s", simulator.control_url)
    await stopped.wait()
    await simulator.stop()


def main() -> None:
    """Read the arguments and run until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="SMS gateways to try things on."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8124, help="port of the gateways")
    parser.add_argument(
        "--control-port",
        type=int,
        help="port of the page and the control API that never refuses (default: the next one)",
    )
    parser.add_argument("--smpp-port", type=int, help="port of the SMSC (default: 2775)")
    parser.add_argument(
        "--smpp-tls", action="store_true", help="let it speak TLS, with a certificate made now"
    )
    parser.add_argument("--ftp-port", type=int, help="port of the FTP server (default: 8121)")
    parser.add_argument("--modem-port", type=int, help="TCP port of the modem (default: 8126)")
    parser.add_argument(
        "--modem-pty", type=Path, help="path of a serial device, to be made, that it is at as well"
    )
    parser.add_argument("--callback-url", help="where replies and delivery reports are sent")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
