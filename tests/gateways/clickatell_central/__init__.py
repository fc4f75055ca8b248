"""Tests of Clickatell's Developers' Central."""
