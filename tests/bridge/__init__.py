"""Tests of the bridge to chat."""
