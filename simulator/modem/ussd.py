"""USSD: what a code is answered with (27.007 7.15)."""

import asyncio

from gsm0338 import Codec

from ..background import Background
from ..faults import Fault, Faults
from ..network import Network
from ..segments import is_gsm7
from ..smpp.text import read_gsm
from .at import AtError, Command, Form, Lines
from .device import Device
from .pdu import packed, unpacked

_CODEC = Codec()
_BALANCE = "*100#"
_GSM, _UCS2 = 15, 72
_DONE, _ENDED, _UNSUPPORTED = 0, 2, 4
_FILL = b"\r"
"""What follows seven septets, or there would be an eighth that is an @ (23.038 6.1.2.3.1)."""


class Ussd:
    """Asks the network, whose answer comes by itself."""

    def __init__(
        self, network: Network, faults: Faults, device: Device, background: Background
    ) -> None:
        """Ask for this modem."""
        self._network = network
        self._faults = faults
        self._device = device
        self._background = background

    def ask(self, command: Command) -> Lines:
        """CUSD: ask, or end a conversation."""
        match command.form:
            case Form.TEST:
                return ["+CUSD: (0-2)"]
            case Form.READ:
                return ["+CUSD: 1"]
        self._device.require_sim("CME")
        if not (code := command.argument(1)):
            return []
        if not self._device.is_registered:
            raise AtError("CME", 30)
        self._background.start(self._answer(self._read(code)))
        return []

    async def _answer(self, code: str) -> None:
        await asyncio.sleep(self._network.account.delivery_delay)
        if self._faults.take(Fault.USSD_UNANSWERED):
            return
        account, settings = self._network.account, self._device.settings
        balance = f"Your balance is {account.balance} {account.currency}."
        text = {_BALANCE: balance, **settings.ussd}.get(code)
        if text is None:
            self._device.say(f"+CUSD: {_UNSUPPORTED}")
            return
        written, coding = self._written(text)
        self._device.say(f'+CUSD: {_DONE},"{written}",{coding}')

    def _read(self, code: str) -> str:
        if not self._device.family.packs_ussd:
            return _from_ucs2(code) if self._device.charset == "UCS2" else code
        try:
            octets = bytes.fromhex(code)
        except ValueError as error:
            raise AtError("CME", 4) from error
        return read_gsm(unpacked(octets, len(octets) * 8 // 7)).rstrip("\r\0@")

    def _written(self, text: str) -> tuple[str, int]:
        settings = self._device.settings
        if settings.ussd_ucs2 or not is_gsm7(text):
            return text.encode("utf-16-be").hex().upper(), _UCS2
        if self._device.family.packs_ussd:
            septets = _CODEC.encode(text)[0]
            fill = _FILL if len(septets) % 8 == 7 else b""  # noqa: PLR2004 - see _FILL
            return packed(septets + fill).hex().upper(), _GSM
        if self._device.charset == "UCS2":
            return text.encode("utf-16-be").hex().upper(), _GSM
        return text, _GSM


def _from_ucs2(written: str) -> str:
    """Read what is written as the charset UCS2 has it; what is none stands for itself."""
    try:
        return bytes.fromhex(written).decode("utf-16-be")
    except ValueError:
        return written
