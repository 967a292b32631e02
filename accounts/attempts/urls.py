"""Addresses of attempts."""

from django.urls import path

from accounts.attempts.views import answering, saving, whole_page

urlpatterns = [
    path("homework/<uuid:assignment_id>/", answering.assignment, name="assignment"),
    path("homework/<uuid:assignment_id>/start/", answering.start, name="start"),
    path("sources/<uuid:source_id>/picture/", answering.source_picture, name="source_picture"),
    path("attempts/<uuid:attempt_id>/", answering.attempt, name="attempt"),
    path("attempts/<uuid:attempt_id>/<int:position>/", answering.question, name="question_of_attempt"),
    path("attempts/<uuid:attempt_id>/<int:position>/draft/", saving.save_draft, name="save_draft"),
    path("attempts/<uuid:attempt_id>/all/", whole_page.whole_page, name="whole_page"),
    path("attempts/<uuid:attempt_id>/time/", saving.time_left, name="time_left"),
    path("attempts/<uuid:attempt_id>/<int:position>/own-mark/", answering.judge_oneself, name="judge_oneself"),
    path("attempts/<uuid:attempt_id>/finish/", answering.finish, name="finish"),
    path("attempts/<uuid:attempt_id>/practise/", answering.practise, name="practise"),
]
