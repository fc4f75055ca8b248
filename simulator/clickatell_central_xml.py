"""Central's XML API, as text: commands in, responses out (clickatell.md 4.3).

Where the facts are silent: what is no clickAPI document is answered with a `<fault>` outside of any
response; a command to several recipients gets a response with a `<to>` for each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.ElementTree import fromstring


@dataclass(frozen=True, slots=True)
class Command:
    """One element of a clickAPI document."""

    name: str
    parameters: Mapping[str, str]

    def respond(self, children: Mapping[str, str]) -> Element:
        """Return the response with these children, and the sequence number if there was one."""
        response = Element(f"{self.name}Resp")
        for name, text in children.items():
            SubElement(response, name).text = text
        if "sequence_no" in self.parameters:
            SubElement(response, "sequence_no").text = self.parameters["sequence_no"]
        return response


def read_commands(data: bytes) -> list[Command]:
    """Return the commands of a clickAPI document; none if it is no such thing."""
    try:
        document = fromstring(data)
    except ParseError, ValueError, LookupError:
        return []
    if document.tag != "clickAPI":
        return []
    return [
        Command(child.tag, {parameter.tag: parameter.text or "" for parameter in child})
        for child in document
    ]


def write_document(elements: Iterable[Element]) -> str:
    """Return a clickAPI document."""
    document = Element("clickAPI")
    document.extend(elements)
    return tostring(document, encoding="unicode")


def write_fault(text: str) -> Element:
    """Return a fault of the document as a whole."""
    fault = Element("fault")
    fault.text = text
    return fault
