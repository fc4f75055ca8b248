# Home Assistant puts probatio in voluptuous' place when it starts; here mypy is told so.
from probatio import *
