"""An identity provider of OpenID Connect that says what a test wants: small, and speaks HTTP as a real one does."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import jwt

CLIENT, SECRET = "returnhub-test", "a secret of the test"


class Provider:
    """`claims` is what it says of whoever signs in; `asked` is what it was asked, by path."""

    def __init__(self, **claims: Any) -> None:
        self.claims, self.asked = claims, {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def settings(self) -> dict[str, Any]:
        """The settings of a service that trusts this provider."""
        app = {"provider_id": "sso", "name": "Example sign-on", "client_id": CLIENT, "secret": SECRET}
        apps = [{**app, "settings": {"server_url": self.issuer}}]
        return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "profile"]}}

    def answer(self, path: str, form: dict[str, list[str]]) -> dict[str, Any]:
        """The body for a path."""
        self.asked[path] = {name: values[0] for name, values in form.items()}
        if path == "/.well-known/openid-configuration":
            ends = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            return {"issuer": self.issuer, **{end: f"{self.issuer}/{end}" for end in ends}}
        if path == "/token_endpoint":
            now = int(time.time())
            said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
            token = jwt.encode(said, "k" * 32, algorithm="HS256", headers={"kid": "1"})
            return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}
        return self.claims

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            """Answers with JSON."""

            def do_GET(self) -> None:
                self._say({})

            def do_POST(self) -> None:
                self._say(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

            def _say(self, form: dict[str, list[str]]) -> None:
                body = json.dumps(provider.answer(urlsplit(self.path).path, form)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        return Handler
