"""Addresses of signing in. Of allauth's pages there are those that a school needs; the others (sign-up, …) do not exist."""

from allauth.account import views as allauth
from django.urls import path

from accounts.people import sign_in_views as views

urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("password/", views.change_password, name="account_change_password"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("confirm/", allauth.reauthenticate, name="account_reauthenticate"),
    path("sign-ins/", views.sign_ins, name="sign_ins"),
    path("sign-ins/end/", views.end_other_sign_ins, name="end_other_sign_ins"),
    path("sign-ins/<uuid:sign_in_id>/end/", views.end_sign_in, name="end_sign_in"),
]
