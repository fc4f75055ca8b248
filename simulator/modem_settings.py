"""What the simulated modem and its SIM are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ModemFamily(StrEnum):
    """A modem with ways of its own (own-sim.md 2.7); what they are, `modem/families.py` says."""

    GENERIC = "generic"
    QUALCOMM = "qualcomm"
    """Lists CNMI's ds=1 and refuses it: reports are stored."""
    EC25 = "ec25"
    """Stores reports in SR and announces them as if they were in SM."""
    EP06 = "ep06"
    """Lists nothing: CMGL=4 is refused."""
    HUAWEI = "huawei"
    """Ends lines with CR CR LF, talks of its signal, and packs USSD."""
    SIM800 = "sim800"
    """Knows no LTE, and says when it is ready."""


@dataclass(slots=True, kw_only=True)
class ModemSettings:
    """The modem, its SIM and the cell that it is in."""

    family: ModemFamily = ModemFamily.GENERIC
    pin: str = ""
    """What the SIM asks for after each start; empty: for nothing."""
    puk: str = "12345678"
    """What it asks for after three wrong PINs."""
    smsc: str = "447700900990"
    """The SMSC's number on the SIM; empty: there is none."""
    sim_slots: int = 30
    """How many messages the SIM holds."""
    signal: int = 21
    """As CSQ has it: 0 to 31, or 99."""
    registration: int = 1
    """As CREG has it: 1 home, 5 roaming, 2 searching, 3 denied, 0 off."""
    lte_registration: int = 1
    """As CEREG has it."""
    operator: str = "Simulated"
    zone: int = 4
    """The SMSC's time zone, in quarters of an hour."""
    interim_reports: bool = False
    """Whether the SMSC reports that it is still trying."""
    acknowledgement_timeout: float = 15.0
    """Seconds until what CNMA did not acknowledge counts as lost."""
    ussd: Mapping[str, str] = field(default_factory=dict)
    """What is answered to a code, beside *100#, which tells the balance."""
    ussd_ucs2: bool = False
    """Whether that comes in UCS-2."""
