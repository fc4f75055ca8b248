"""A real Home Assistant beside the simulator: the demo, and what the process tests start."""
