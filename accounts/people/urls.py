"""Addresses of signing in and of classes."""

from allauth.account import views as allauth
from django.urls import path

from accounts.people import views
from accounts.people.classes import views as classes

urlpatterns = [
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/password/", allauth.password_change, name="account_change_password"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("classes/", views.classes, name="classes"),
    path("classes/new/", views.new_classroom, name="new_classroom"),
    path("classes/archived/", classes.archived_classes, name="archived_classes"),
    path("classes/<uuid:classroom_id>/", views.classroom, name="classroom"),
    path("classes/<uuid:classroom_id>/edit/", classes.edit_classroom, name="edit_classroom"),
    path("classes/<uuid:classroom_id>/archive/", classes.archive_classroom, name="archive_classroom"),
    path("classes/<uuid:classroom_id>/restore/", classes.restore_classroom, name="restore_classroom"),
    path("classes/<uuid:classroom_id>/roll-over/", classes.roll_over, name="roll_over"),
    path("classes/<uuid:classroom_id>/students/add/", views.add_students, name="add_students"),
    path("classes/<uuid:classroom_id>/students/<uuid:student_id>/remove/", views.remove_student, name="remove_student"),
    path("classes/<uuid:classroom_id>/students/<uuid:student_id>/reset/", views.reset_password, name="reset_password"),
    path("staff/new/", views.new_teacher, name="new_teacher"),
]
