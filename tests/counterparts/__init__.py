"""Tests of what runs the integration beside foreign programs."""
