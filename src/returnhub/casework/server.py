"""The web server: gunicorn with threads, one process on SQLite, two on PostgreSQL."""

from __future__ import annotations

import socket
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication

from returnhub.scheme.problems import UserError


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with settings given here and not on a command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in each worker."""
        return import_module("returnhub.casework.wsgi").application


def run(host: str, port: int, *, workers: int, threads: int = 4) -> None:
    """Serve until stopped."""
    refuse_taken(host, port)
    Server(
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": False,
            "loglevel": "warning",
            "timeout": 60,
            "graceful_timeout": 10,  # seconds for requests that run when it is stopped
            "limit_request_line": 4094,
        }
    ).run()


def refuse_taken(host: str, port: int) -> None:
    """UserError if something else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = f"port {port} cannot be used here: {error.strerror}"
            raise UserError(why, hint="choose another with --port") from None
