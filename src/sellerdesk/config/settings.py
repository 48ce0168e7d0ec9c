"""Django's settings, all from typed environment variables (see ``environment``)."""

import datetime as dt
import os
import warnings
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

import sellerdesk
import sellerloop
from sellerdesk.config.environment import Environment

_env = Environment(os.environ)
if _env.unknown():
    raise ImproperlyConfigured(f"not a setting of the desk: {', '.join(_env.unknown())}")

DESK = Path(sellerdesk.__file__).parent
LOOP = Path(sellerloop.__file__).parent
VAR: Path = _env.value("SELLERDESK_VAR")
LAKE: Path = _env.value("SELLERLOOP_LAKE")
DEMO: bool = _env.value("SELLERDESK_DEMO")
DEBUG: bool = _env.value("SELLERDESK_DEBUG")
HTTPS: bool = _env.https()
PROXIES: int = _env.value("SELLERDESK_PROXIES")

SECRET_KEY = _env.secret_key()
ALLOWED_HOSTS: list[str] = _env.value("SELLERDESK_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = _env.value("SELLERDESK_ORIGINS")
ROOT_URLCONF = "sellerdesk.config.urls"
WSGI_APPLICATION = "sellerdesk.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "sellerdesk.ui",
    "sellerdesk.people",
    "sellerdesk.jobs",
    "sellerdesk.sellers",
    "sellerdesk.metrics",
    "sellerdesk.orders",
    "sellerdesk.policies",
    "sellerdesk.imports",
    "sellerdesk.boards",
    "sellerdesk.home",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sellerdesk.people.middleware.idle_sessions",
    "sellerdesk.people.middleware.signed_in_only",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sellerdesk.ui.middleware.preferences",
    "sellerdesk.sellers.lake.trouble",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sellerdesk.ui.context.page",
            ],
        },
    }
]

FORM_RENDERER = "sellerdesk.ui.renderer.Renderer"
DATABASES = {"default": _env.database()}
CACHES = {
    # shared by all processes, so that a limit on sign-in attempts is one limit
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "desk_cache"},
}

# Languages, zones, files
LANGUAGE_CODE: str = _env.value("SELLERDESK_LANGUAGE")
LANGUAGES = [("en", "English"), ("vi", "Tiếng Việt"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [DESK / "locale", LOOP / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE: str = _env.value("SELLERDESK_ZONE")
USE_TZ = True
UPLOADS = VAR / "uploads"
UPLOADS.mkdir(parents=True, exist_ok=True)
UPLOAD_LIMIT: int = _env.value("SELLERDESK_UPLOAD_MEGABYTES") * 2**20
KEEP = dt.timedelta(days=_env.value("SELLERDESK_KEEP_DAYS"))
IMPORT_FOLDERS: list[Path] = _env.value("SELLERDESK_IMPORT_FOLDERS") or [LAKE.parent / "demo"] * DEMO
FILE_UPLOAD_HANDLERS = ["sellerdesk.imports.storing.CappedUpload"]
FILE_UPLOAD_TEMP_DIR = UPLOADS
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads have their own place
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# People, sign-in, sessions
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["sellerdesk.people.adapter.KnownPeople"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sellerdesk.people.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # persons are made by an administrator
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sellerloop"
SESSION_COOKIE_AGE: int = _env.value("SELLERDESK_SESSION_HOURS") * 3600
SESSION_IDLE: int = _env.value("SELLERDESK_IDLE_MINUTES") * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sellerdesk.ui.views.stale_form"

# What the browser may do
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # the style sheet's own small pictures
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {name: {"level": "ERROR"} for name in ("weasyprint", "fontTools")},  # every step of a PDF
    "root": {"handlers": ["console"], "level": _env.value("SELLERDESK_LOG_LEVEL")},
}

warnings.filterwarnings("ignore", message="No directory at", module="whitenoise.base")
