"""Addresses of homework."""

from django.urls import path

from accounts.homework import views

urlpatterns = [
    path("homework/", views.homework, name="homework"),
    path("homework/new/", views.new_homework, name="new_homework"),
    path("homework/<uuid:assignment_id>/edit/", views.edit_homework, name="edit_homework"),
    path("homework/<uuid:assignment_id>/withdraw/", views.withdraw_homework, name="withdraw_homework"),
    path("quizzes/<uuid:quiz_id>/set/", views.set_homework, name="set_homework"),
    path("quizzes/<uuid:quiz_id>/propose/", views.propose_more, name="propose_more"),
]
