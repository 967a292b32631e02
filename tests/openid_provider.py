"""An OpenID provider for tests: real HTTP in a thread, real signatures, and claims as a test wants them."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts.people.providers.configured import NAMES, providers_in

CLIENT, SECRET = "revision-client", "revision-secret"


class FakeProvider:
    """What it says of the person is ``claims``; where ``userinfo`` is set, that stands at its address and the claims in the token alone.

    ``broken`` maps a path to what it answers instead: a status, bytes, or a (status, address) that it sends on to. ``asked`` lists paths.
    """

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None
        self.broken: dict[str, Any] = {}
        self.asked: list[str] = []
        self.granted: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"provider": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def agree(self, address: str) -> str:
        """What happens at the provider when the person agrees there: the address that they are sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert set(asked["scope"].split()) == {"openid", "profile", "email"}
        code = secrets.token_urlsafe(8)
        self.granted[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def cancel(self, address: str, error: str = "access_denied") -> str:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return f"{asked['redirect_uri']}?{urlencode({'error': error, 'state': asked['state']})}"

    # What it answers.

    def configuration(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo", "jwks_uri": "keys"}
        return {
            "issuer": self.url,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{name: f"{self.url}/{path}" for name, path in places.items()},
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """``None`` where anything of the request is not as the standard says; a code is good once."""
        asked = self.granted.pop(sent.get("code", ""), {})
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        wanted = (asked.get("code_challenge"), asked.get("redirect_uri"), CLIENT, SECRET, "authorization_code")
        if wanted != (challenge, sent.get("redirect_uri"), sent.get("client_id"), sent.get("client_secret"), sent.get("grant_type")):
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "sub": "person-1", **self.claims}
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {
            "access_token": "canary-access",
            "refresh_token": "canary-refresh",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": id_token,
        }


class Handler(BaseHTTPRequestHandler):
    provider: FakeProvider

    def do_GET(self) -> None:
        self._respond({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._respond({name: values[0] for name, values in parse_qs(body).items()})

    def _respond(self, sent: dict[str, str]) -> None:
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        instead = self.provider.broken.get(path)
        if isinstance(instead, int):
            return self._send(instead, b"canary of the provider")
        if isinstance(instead, bytes):
            return self._send(200, instead)
        if instead is not None:
            return self._send(instead[0], b"", Location=instead[1])
        if path == "/authorize":  # a page on which the person agrees
            link = self.provider.agree(self.path).replace("&", "&amp;")
            page = f'<title>Provider</title><link rel="icon" href="data:,"><a href="{link}">Go on as Ms Okafor</a>'
            return self._send(200, page.encode(), kind="text/html")
        if path == "/userinfo" and self.headers["Authorization"] != "Bearer canary-access":
            return self._send(401, b"")
        answers = {
            "/.well-known/openid-configuration": self.provider.configuration,
            "/keys": self.provider.keys,
            "/token": lambda: self.provider.token(sent),
            "/userinfo": lambda: {"sub": "person-1", **self.provider.claims} if self.provider.userinfo is None else self.provider.userinfo,
        }
        said = answers[path]()
        return self._send(200 if said else 400, json.dumps(said or {"error": "invalid_grant"}).encode())

    def _send(self, status: int, body: bytes, *, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nobody reads along."""


@contextmanager
def running() -> Iterator[FakeProvider]:
    provider = FakeProvider()
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()


def app_of(provider: FakeProvider, provider_id: str = "openid") -> dict[str, Any]:
    """As ``providers_in`` makes it of a school's settings, but for where it is."""
    values = (CLIENT, SECRET, "elm.example" if provider_id == "microsoft" else provider.url)
    [app] = providers_in(dict(zip(NAMES[provider_id], values, strict=False)))
    return {**app, "settings": {**app["settings"], "server_url": provider.url}}
