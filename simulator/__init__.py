"""The SMS gateways, played from the other side, with phones one can look at and type on.

For tests, benchmarks and demonstrations: nothing here sends a real message. Written from the
gateways' documents, not from the integration's code, so that both cannot share a misreading.
"""

from .simulator import Simulator

__all__ = ["Simulator"]
