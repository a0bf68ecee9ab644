"""Dates by which something must happen, as pure functions."""
