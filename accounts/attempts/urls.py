"""Addresses of attempts."""

from django.urls import path

from accounts.attempts import views

urlpatterns = [
    path("homework/<uuid:assignment_id>/", views.assignment, name="assignment"),
    path("homework/<uuid:assignment_id>/start/", views.start, name="start"),
    path("sources/<uuid:source_id>/picture/", views.source_picture, name="source_picture"),
    path("attempts/<uuid:attempt_id>/", views.attempt, name="attempt"),
    path("attempts/<uuid:attempt_id>/<int:position>/", views.question, name="question_of_attempt"),
    path("attempts/<uuid:attempt_id>/<int:position>/own-mark/", views.judge_oneself, name="judge_oneself"),
    path("attempts/<uuid:attempt_id>/finish/", views.finish, name="finish"),
    path("attempts/<uuid:attempt_id>/practise/", views.practise, name="practise"),
]
