"""Tests of the integration, the engine and the simulator."""
