"""Every address: nouns first, verbs last. Each app names its own."""

from django.urls import URLPattern, URLResolver, include, path

from config import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("quizzes.urls")),
    path("", include("revision.urls")),
]

handler400 = "config.views.bad_request"
handler500 = "config.views.server_error"
