"""Addresses of classes and of who is in them; those of signing in are in ``sign_in_urls``."""

from django.urls import include, path

from accounts.people import views
from accounts.people.classes import views as classes

urlpatterns = [
    path("accounts/", include("accounts.people.sign_in_urls")),
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
