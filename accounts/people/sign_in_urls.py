"""Addresses of signing in. Of allauth's pages there are those that a school needs; the others (sign-up, …) do not exist."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path

from accounts.people import sign_in_views as views
from accounts.people.forgotten import views as forgotten
from accounts.people.providers import views as providers
from accounts.people.sign_in_views import own_passkey as own
from accounts.people.sign_in_views import staff_of_a_school as staff

second_step = [
    path("", views.second_step, name="mfa_index"),
    path("code/", views.PAGE(mfa.authenticate), name="mfa_authenticate"),
    path("confirm/", staff(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("app/", staff(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", staff(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", staff(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", staff(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", staff(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys/", staff(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/new/", staff(views.add_passkey), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/rename/", own(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", own(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/confirm/", staff(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("passkeys/login/", views.sign_in_by_passkey, name="mfa_login_webauthn"),
]

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    # Named as allauth looks for them.
    path("with/<slug:provider_id>/", providers.to_provider, name="openid_connect_login"),
    path("with/<slug:provider_id>/back/", providers.from_provider, name="openid_connect_callback"),
    path("with/<slug:provider_id>/disconnect/", providers.disconnect_provider, name="disconnect_provider"),
    path("logout/", views.sign_out, name="account_logout"),
    path("password/", views.change_password, name="account_change_password"),
    path("password/forgotten/", forgotten.forgotten_password, name="forgotten_password"),
    path("password/new/<uuid:person_id>/<str:token>/", forgotten.new_password, name="new_password"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("confirm/", allauth.reauthenticate, name="account_reauthenticate"),
    path("second-step/", include(second_step)),
    path("sign-ins/", views.sign_ins, name="sign_ins"),
    path("sign-ins/end/", views.end_other_sign_ins, name="end_other_sign_ins"),
    path("sign-ins/<uuid:sign_in_id>/end/", views.end_sign_in, name="end_sign_in"),
]
