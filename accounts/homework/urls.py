"""Addresses of homework."""

from django.urls import path

from accounts.homework.views import categories, composing, running, students

urlpatterns = [
    path("homework/", composing.homework, name="homework"),
    path("homework/new/", composing.new_homework, name="new_homework"),
    path("homework/<uuid:assignment_id>/duplicate/", running.duplicate_homework, name="duplicate_homework"),
    path("homework/<uuid:assignment_id>/edit/", running.edit_homework, name="edit_homework"),
    path("homework/<uuid:assignment_id>/students/", students.recipients, name="recipients"),
    path("homework/<uuid:assignment_id>/students/<uuid:student_id>/", students.own_terms, name="own_terms"),
    path("homework/<uuid:assignment_id>/students/<uuid:student_id>/remove/", students.remove_own_terms, name="remove_own_terms"),
    path("homework/<uuid:assignment_id>/withdraw/", running.withdraw_homework, name="withdraw_homework"),
    path("quizzes/<uuid:quiz_id>/set/", composing.set_homework, name="set_homework"),
    path("quizzes/<uuid:quiz_id>/propose/", composing.propose_more, name="propose_more"),
    path("classes/<uuid:classroom_id>/gradebook/weights/", categories.categories, name="categories"),
    path("students/<uuid:student_id>/extra-time/", students.extra_time, name="extra_time"),
]
