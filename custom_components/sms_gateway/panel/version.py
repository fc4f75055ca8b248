"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "1483cbde32c0",
    "sms-gateway-card": "b3a6d187e071",
}
