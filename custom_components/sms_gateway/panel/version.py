"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "f2058d2a62be",
    "sms-gateway-card": "3d6e67fc4ab9",
}
