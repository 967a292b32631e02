"""Addresses of what is kept of people."""

from django.urls import path

from accounts.privacy import views

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/notice/", views.notice, name="privacy_notice"),
    path("staff/<uuid:person_id>/erase/", views.erase_staff, name="erase_staff"),
    path("students/<uuid:student_id>/data/", views.student_data_page, name="student_data"),
    path("students/<uuid:student_id>/data/ask/", views.ask_for_data, name="ask_for_data"),
    path("students/<uuid:student_id>/data/export/", views.export_student, name="export_student"),
    path("students/<uuid:student_id>/data/erase/", views.erase, name="erase_student"),
]
