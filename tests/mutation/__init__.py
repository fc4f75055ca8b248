"""Tests of what puts faults into the code."""
