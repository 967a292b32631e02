"""Addresses of people and what they do: each folder has its own."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", views.home, name="home"),
    path("classes/<uuid:classroom_id>/now/", views.class_now, name="class_now"),
    path("", include("accounts.people.urls")),
    path("", include("accounts.homework.urls")),
    path("", include("accounts.attempts.urls")),
    path("", include("accounts.marking.urls")),
    path("", include("accounts.results.urls")),
    path("", include("accounts.privacy.urls")),
]
