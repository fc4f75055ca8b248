"""Lives through the hour, without Home Assistant."""

from importlib import import_module
from pathlib import Path
import sys
from types import ModuleType

from .clock import fast_time

PACKAGE = "custom_components.sms_gateway"

# The integration's package without what its __init__ imports.
package = ModuleType(PACKAGE)
package.__path__ = [str(Path(__file__).parents[3] / "custom_components" / "sms_gateway")]
sys.modules[PACKAGE] = package

# What is imported now may keep the clock that it finds.
with fast_time():
    import_module("tests.process.hour.run").main(sys.argv[1:])
