"""Settings of the service. Everything that differs between places comes from the environment.

| variable | meaning | without it |
|---|---|---|
| `RETURNHUB_DATA` | folder for the database and keys | `~/.local/share/returnhub` |
| `DATABASE_URL` | `postgresql://user:password@host/name` or `sqlite:///path` | SQLite in the data folder |
| `RETURNHUB_SCHEME` | the scheme in use: a shipped name or a path | `uk-return-hubs` |
| `RETURNHUB_SECRET_KEY` | signs sessions | demo: made once in the data folder; else no start |
| `RETURNHUB_DEMO` | `1` for the demonstration | off |
| `RETURNHUB_HOSTS` | host names, separated by commas | `localhost,127.0.0.1,[::1]` |
| `RETURNHUB_SERVICE_NAME` | the name on every page | `Return casework` |
| `RETURNHUB_HTTPS` | `0` where no TLS stands in front | `1`, and `0` in the demonstration |
| `RETURNHUB_PROXIES` | how many proxies stand in front: addresses for the limits on signing in | `0` |
| `RETURNHUB_IDLE_MINUTES` | minutes without a request after which an officer signs in again | `30` |
| `RETURNHUB_PASSKEYS` | `1`: whoever has a password needs a passkey too; `0`: may have one | `1`; without HTTPS: `0` |
| `RETURNHUB_OIDC_ISSUER` | address of the identity provider for single sign-on (OpenID Connect) | no single sign-on |
| `RETURNHUB_OIDC_CLIENT_ID`, `RETURNHUB_OIDC_CLIENT_SECRET` | how the provider knows us | needed with an issuer |
| `RETURNHUB_OIDC_NAME` | what the button on the sign-in page says | `Single sign-on` |
| `RETURNHUB_OIDC_CLAIM` | the claim that holds the name of the account here | `preferred_username` |
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from returnhub.casework.database import database_settings

HERE = Path(__file__).parent
DEMO = os.environ.get("RETURNHUB_DEMO") == "1"
HTTPS = os.environ.get("RETURNHUB_HTTPS", "0" if DEMO else "1") == "1"
DATA_FOLDER = Path(os.environ.get("RETURNHUB_DATA", "~/.local/share/returnhub")).expanduser()
RETURNHUB_SCHEME = os.environ.get("RETURNHUB_SCHEME", "uk-return-hubs")
SERVICE_NAME = os.environ.get("RETURNHUB_SERVICE_NAME", "Return casework")


def _secret_key() -> str:
    given = os.environ.get("RETURNHUB_SECRET_KEY", "")
    if given:
        return given
    if not DEMO:
        raise ImproperlyConfigured("RETURNHUB_SECRET_KEY is not set")
    DATA_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = DATA_FOLDER / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


def _single_sign_on() -> list[dict[str, object]]:
    """The one identity provider, or none. Without its secret the service does not start."""
    names = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    issuer, client, secret = (os.environ.get(f"RETURNHUB_OIDC_{name}", "") for name in names)
    if not issuer:
        return []
    if not (client and secret):
        raise ImproperlyConfigured("RETURNHUB_OIDC_CLIENT_ID and RETURNHUB_OIDC_CLIENT_SECRET are not set")
    title = os.environ.get("RETURNHUB_OIDC_NAME", "Single sign-on")
    app = {"provider_id": "sso", "name": title, "client_id": client, "secret": secret}
    return [{**app, "settings": {"server_url": issuer.rstrip("/")}}]


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("RETURNHUB_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "returnhub.casework.urls"
WSGI_APPLICATION = "returnhub.casework.wsgi.application"
AUTH_USER_MODEL = "casework.Officer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""), DATA_FOLDER)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "returnhub.casework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "returnhub.casework.pages.middleware.headers",
    "returnhub.casework.api.problems.problems_only",
    "returnhub.casework.pages.middleware.sizes",
    "returnhub.casework.pages.middleware.addresses",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "returnhub.casework.pages.middleware.idle",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "returnhub.casework.pages.sign_in.passkey_first",
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "returnhub.casework.pages.middleware.shown",
            ]
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "parts",
        "DIRS": [HERE / "parts"],
        "OPTIONS": {
            "environment": "returnhub.casework.pages.parts.environment",
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    },
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = None  # WhiteNoise serves from the packages: no collecting step
WHITENOISE_USE_FINDERS = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "returnhub.casework.pages.sign_in.Accounts"
SOCIALACCOUNT_ADAPTER = "returnhub.casework.pages.sign_in.SingleSignOn"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": _single_sign_on(), "OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "profile"]}
}
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a link: a form that leads elsewhere is against our Content-Security-Policy
)
OIDC_CLAIM = os.environ.get("RETURNHUB_OIDC_CLAIM", "preferred_username")
# A passkey is two factors in one: the device, and the PIN or finger that unlocks it.
PASSKEYS_REQUIRED = os.environ.get("RETURNHUB_PASSKEYS", "1" if HTTPS else "0") == "1"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO and not HTTPS
MFA_ADAPTER = "returnhub.casework.pages.sign_in.Passkeys"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("RETURNHUB_PROXIES", "0"))
# The counters of those limits: in the database, so that all workers count together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "casework_cache"}}

IDLE_MINUTES = int(os.environ.get("RETURNHUB_IDLE_MINUTES", "30"))
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LARGEST_REQUEST = 3_000_000  # bytes, refused before anything is read
LARGEST_FILE = 50_000_000  # bytes, on the pages that take a file
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"returnhub.security": {"level": "INFO"}},
}
