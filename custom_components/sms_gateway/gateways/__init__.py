"""The gateways, one module each: a module put here is found, nothing else names it."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from .base import Gateway

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

# Module name -> class; the name is also the step of the config flow.
GATEWAYS: Mapping[str, type[Gateway]] = {
    gateway.__module__.rpartition(".")[2]: gateway for gateway in Gateway.__subclasses__()
}
