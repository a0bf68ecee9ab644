"""returnhub: a return-hub scheme is one file; prove it, run it, forecast it."""

__version__ = "0.1.0"
