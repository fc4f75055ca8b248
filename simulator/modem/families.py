"""How modems differ (own-sim.md 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..modem_settings import ModemFamily


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What is special about a modem."""

    manufacturer: str
    model: str
    revision: str = "1.0"
    indications: str = "(0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)"
    """What CNMI=? says."""
    report_modes: str = "012"
    """Which values of ds CNMI takes."""
    lists_all: bool = True
    """Whether CMGL takes 4."""
    announces_reports_wrongly: bool = False
    """Whether a stored report is announced as if it were in SM, at 0."""
    line_end: str = "\r\n"
    """What is between the lines of an answer."""
    unasked: str = ""
    """What it says by itself between commands."""
    packs_ussd: bool = False
    """Whether USSD comes and goes as septets in hex."""
    ready: str = ""
    """What it says when the SIM is ready."""
    has_lte: bool = True


FAMILIES: Mapping[ModemFamily, Family] = {
    ModemFamily.GENERIC: Family(manufacturer="Simulated", model="Modem"),
    ModemFamily.QUALCOMM: Family(
        manufacturer="QUALCOMM INCORPORATED", model="MDM9X07", report_modes="02"
    ),
    ModemFamily.EC25: Family(
        manufacturer="Quectel",
        model="EC25",
        revision="EC25EFAR06A06M4G",
        announces_reports_wrongly=True,
    ),
    ModemFamily.EP06: Family(
        manufacturer="Quectel", model="EP06", revision="EP06ELAR02A08M4G", lists_all=False
    ),
    ModemFamily.HUAWEI: Family(
        manufacturer="huawei",
        model="E1752",
        revision="11.126.13.00.00",
        line_end="\r\r\n",
        unasked="^RSSI:{signal}",
        packs_ussd=True,
        has_lte=False,
    ),
    ModemFamily.SIM800: Family(
        manufacturer="SIMCOM_Ltd",
        model="SIMCOM_SIM800C",
        revision="Revision:1418B05SIM800C32",
        ready="SMS Ready",
        has_lte=False,
    ),
}
