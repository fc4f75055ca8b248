"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "b8bce0350443",
    "sms-gateway-card": "086f2696ae9b",
}
