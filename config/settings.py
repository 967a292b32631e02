"""One settings file for every place that Revision runs in.

It works with nothing configured: an SQLite database and a secret key are made under ``var/``, and the server answers on
this machine only. Everything else comes from the environment; ``docs/running-a-school.md`` has the table.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env

from accounts.people.providers.configured import providers_in

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# --- What may be set -------------------------------------------------------------------------------------------------

KNOWN_NAMES = {
    "REVISION_CACHE_URL",
    "REVISION_DATA_DIR",
    "REVISION_DEBUG",
    "REVISION_DEMO_PASSWORD",
    "REVISION_EMAIL_URL",
    "REVISION_GOOGLE_CLIENT_ID",
    "REVISION_GOOGLE_CLIENT_SECRET",
    "REVISION_HOSTS",
    "REVISION_MICROSOFT_CLIENT_ID",
    "REVISION_MICROSOFT_CLIENT_SECRET",
    "REVISION_MICROSOFT_TENANT",
    "REVISION_OPENID_CLIENT_ID",
    "REVISION_OPENID_CLIENT_SECRET",
    "REVISION_OPENID_NAME",
    "REVISION_OPENID_URL",
    "REVISION_SECRET_KEY",
    "REVISION_TIME_ZONE",
}
if unknown := sorted(name for name in os.environ if name.startswith("REVISION_") and name not in KNOWN_NAMES):
    # A misspelt setting that is silently ignored is found out in the middle of a lesson.
    raise ImproperlyConfigured(f"Unknown setting in the environment: {', '.join(unknown)}. Known: {', '.join(sorted(KNOWN_NAMES))}.")

DATA_DIR = Path(env.str("REVISION_DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = env.bool("REVISION_DEBUG", False)
DEMO_PASSWORD = env.str("REVISION_DEMO_PASSWORD", "demo-only")

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("REVISION_HOSTS", LOOPBACK_HOSTS)
SERVES_OTHERS = not set(ALLOWED_HOSTS) <= set(LOOPBACK_HOSTS)


def kept_secret(path: Path) -> str:
    """The secret key in ``path``; made there on the first start, readable by its owner alone, and whole from its first moment."""
    if not path.exists():
        draft, name = tempfile.mkstemp(dir=path.parent)
        with open(draft, "w") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):  # Another process was quicker: its key stands.
            os.link(name, path)
        Path(name).unlink()
    return path.read_text()


SECRET_KEY = env.str("REVISION_SECRET_KEY", "") or kept_secret(DATA_DIR / "secret-key")

# --- The application -------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "accounts",
    "quizzes",
    "revision",
    "config",
]

MIDDLEWARE = [
    "config.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # above whatever may refuse: a refusal carries it too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.PrivatePagesMiddleware",  # above Common, whose redirects are one person's too
    "django.middleware.common.CommonMiddleware",
    "config.middleware.CompactMiddleware",  # below Common, which says how long the page is
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.people.middleware.SessionLengthMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.SignInRequiredMiddleware",
    "accounts.people.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "revision.templatetags.interface"],
        },
    }
]

# Our own templates for fields, errors and hints.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ------------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'revision.sqlite3'}")}
database = DATABASES["default"]
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["ENGINE"] = "config.sqlite"
    database["OPTIONS"] = {
        # The default, DEFERRED, fails with "database is locked" as soon as a class answers at once.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an answer that was acknowledged is on the disk. NORMAL would lose the last ones with the power.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; PRAGMA mmap_size=0",
    }
    database["CONN_MAX_AGE"] = None
    database["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
else:
    database.setdefault("OPTIONS", {})
    database["CONN_MAX_AGE"] = 600
    database["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits are kept here, so it has to be shared between the server's processes.
CACHES = {
    "default": env.dj_cache_url("REVISION_CACHE_URL", "")
    if env.str("REVISION_CACHE_URL", "")
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Django's 300 would throw out counts as soon as somebody tries some hundred made-up names.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["accounts.people.hashers.SchoolArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.people.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}  # the form turns an e-mail address into its username
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = None  # whoever signs in says whether the device is their own
# allauth counts by address; a whole school sits behind one. Only failures of one account are counted here, and links sent to it.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/15m/key",
    "change_password": "10/15m/user",
    "reauthenticate": "10/15m/user",
    "reset_password": "3/h/key",
}
PASSWORD_RESET_TIMEOUT = 60 * 60  # how long a link for a new password works
# The second step: a passkey, or a code from an app. Keys are not guessed, so they are not counted by address either.
MFA_ADAPTER = "accounts.people.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": None}
# Google, Microsoft and others are all OpenID providers. They vouch for a person; they make no account, and nothing of theirs is kept.
SOCIALACCOUNT_ADAPTER = "accounts.people.providers.adapter.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {"provider_class": "accounts.people.providers.adapter.SchoolProvider", "APPS": providers_in(os.environ)}
}
SOCIALACCOUNT_STORE_TOKENS = False
# Without use, a sign-in lasts two hours, and ends with the browser: school computers are shared. More in accounts/people/sessions.py.
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("REVISION_TIME_ZONE", "Europe/London")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

# --- Files the browser loads -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"  # pictures of sources: served by views that ask who wants them, never by address alone
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing one
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- Safety ----------------------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
if SERVES_OTHERS and not DEBUG:
    # Other people's browsers reach it: only over HTTPS, which the proxy in front tells us of.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Mail and logs ---------------------------------------------------------------------------------------------------

# Invitations, and links for a new password, are sent where this is set; where not, invitations are links to copy.
SENDS_MAIL = False
if address := env.str("REVISION_EMAIL_URL", ""):
    parts = env.dj_email_url("REVISION_EMAIL_URL")
    if "EMAIL_BACKEND" not in parts:
        raise ImproperlyConfigured(
            "REVISION_EMAIL_URL has to begin with smtp://, smtps:// or submission://, as docs/running-a-school.md says."
        )
    names = {
        "host": "HOST",
        "port": "PORT",
        "username": "HOST_USER",
        "password": "HOST_PASSWORD",
        "use_tls": "USE_TLS",
        "use_ssl": "USE_SSL",
    }
    is_smtp = parts["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    # People wait for the page meanwhile: a mail server that says nothing for ten seconds is down.
    options = {option: parts[f"EMAIL_{name}"] for option, name in names.items()} | {"timeout": 10} if is_smtp else {}
    MAILERS = {"default": {"BACKEND": parts["EMAIL_BACKEND"], "OPTIONS": options}}
    DEFAULT_FROM_EMAIL = parts.get("DEFAULT_FROM_EMAIL") or parts["EMAIL_HOST_USER"] or "revision@localhost"
    SENDS_MAIL = True

# A school's server writes one line of JSON for each event, without names. On this machine alone people read along, and only what fails.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "without values": {"()": "config.logs.WithoutValues"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without values" if SERVES_OTHERS else "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "revision": {"level": "INFO"},
        "accounts": {"level": "INFO"},
        "revision.requests": {"level": "INFO" if SERVES_OTHERS else "WARNING"},
    },
}
