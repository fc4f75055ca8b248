"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "a7c20abb7a9d",
    "sms-gateway-card": "652a6575a320",
}
