"""Addresses of quizzes."""

from django.urls import path

from quizzes import views

urlpatterns = [
    path("quizzes/", views.quizzes, name="quizzes"),
    path("quizzes/<uuid:quiz_id>/", views.quiz, name="quiz"),
    path("quizzes/<uuid:quiz_id>/add/", views.add_question, name="add_question"),
    path("quizzes/<uuid:quiz_id>/pick/", views.add_pick, name="add_pick"),
    path("quizzes/<uuid:quiz_id>/marks/", views.set_marks, name="set_marks"),
    path("quizzes/<uuid:quiz_id>/archive/", views.archive_quiz, name="archive_quiz"),
    path("quizzes/<uuid:quiz_id>/copy/", views.copy_quiz, name="copy_quiz"),
    path("quizzes/<uuid:quiz_id>/paper/", views.paper, name="paper"),
    path("quizzes/<uuid:quiz_id>/preview/", views.preview, name="preview"),
    path("quizzes/<uuid:quiz_id>/preview/<int:position>/", views.preview_question, name="preview_question"),
    path("quizzes/<uuid:quiz_id>/slots/<int:slot_id>/move/", views.move_slot, name="move_slot"),
    path("quizzes/<uuid:quiz_id>/slots/<int:slot_id>/remove/", views.remove_slot, name="remove_slot"),
    path("quizzes/<uuid:quiz_id>/slots/<int:slot_id>/swap/", views.swap_slot, name="swap_slot"),
]
