"""Addresses of marking."""

from django.urls import path

from accounts.marking.views import attempts, desk, live, repairs, triage

urlpatterns = [
    path("homework/<uuid:assignment_id>/marking/", desk.marking, name="marking"),
    path("homework/<uuid:assignment_id>/marking/release/", desk.release, name="release_marks"),
    path("homework/<uuid:assignment_id>/marking/<uuid:question_id>/", desk.mark_answers, name="mark_answers"),
    path("comments/<uuid:comment_id>/forget/", desk.forget_comment, name="forget_comment"),
    path("homework/<uuid:assignment_id>/answers/<uuid:question_id>/", triage.answers, name="answers"),
    path("answers/<uuid:settled_id>/undo/", triage.unsettle, name="unsettle"),
    path("homework/<uuid:assignment_id>/repair/<uuid:question_id>/", repairs.repair, name="repair"),
    path("homework/<uuid:assignment_id>/repair/<uuid:question_id>/going/", repairs.begun_repair, name="begun_repair"),
    path("repairs/begun/<uuid:begun_id>/finish/", repairs.settle_begun, {"verb": "finish"}, name="finish_repair"),
    path("repairs/begun/<uuid:begun_id>/forget/", repairs.settle_begun, {"verb": "forget"}, name="forget_repair"),
    path("repairs/<uuid:repair_id>/undo/", repairs.undo, name="undo_repair"),
    path("homework/<uuid:assignment_id>/excuse/<uuid:student_id>/", attempts.excuse, name="excuse"),
    path("homework/<uuid:assignment_id>/live/", live.live, name="live"),
    path("attempts/<uuid:attempt_id>/reopen/", attempts.reopen, name="reopen"),
    path("attempts/<uuid:attempt_id>/<int:position>/mark/", attempts.override, name="override_mark"),
    path("attempts/<uuid:attempt_id>/<int:position>/automatic/", attempts.automatic, name="automatic_mark"),
]
