"""Addresses of attempts."""

from django.urls import path

from accounts.attempts import views

urlpatterns = [
    path("homework/<uuid:assignment_id>/", views.assignment, name="assignment"),
    path("homework/<uuid:assignment_id>/start/", views.start, name="start"),
    path("attempts/<uuid:attempt_id>/", views.attempt, name="attempt"),
    path("attempts/<uuid:attempt_id>/<int:position>/", views.question, name="question_of_attempt"),
    path("attempts/<uuid:attempt_id>/finish/", views.finish, name="finish"),
    path("attempts/<uuid:attempt_id>/practise/", views.practise, name="practise"),
]
