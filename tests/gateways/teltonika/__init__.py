"""Tests of a Teltonika router with RutOS 7."""
