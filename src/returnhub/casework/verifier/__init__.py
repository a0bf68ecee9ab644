"""A standalone verifier of exported ledgers."""
