"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "6cae8dd0503f",
    "sms-gateway-card": "c58d97e5d3f8",
}
