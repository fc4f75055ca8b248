"""Tests of the simulated SMSC, with bytes as they go over the wire."""
