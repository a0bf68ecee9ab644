"""Addresses of signing in that django-allauth answers: those that are used here, each with a page of ours."""

from allauth.account import views as account
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base import views as second
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as single
from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as openid_connect
from django.contrib.auth.decorators import login_required
from django.urls import include, path

# The names are those by which django-allauth finds them.
urlpatterns = [
    path("sign-in/", LoginView.as_view(), name="account_login"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/no-account/", account.signup, name="account_signup"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second/", second.authenticate, name="mfa_authenticate"),
    path("sign-in/single/", include(openid_connect)),
    path("sign-in/single/cancelled/", single.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/single/failed/", single.login_error, name="socialaccount_login_error"),
    path("account/", passkeys.list_webauthn, name="mfa_index"),
    path("account/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/", passkeys.list_webauthn, name="account_set_password"),  # nobody has one who came without
    path("account/", passkeys.list_webauthn, name="socialaccount_connections"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/password/", login_required(account.password_change), name="account_change_password"),
    path("account/passkeys/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
