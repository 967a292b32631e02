"""Addresses of the course."""

from django.urls import path

from revision import views

urlpatterns = [
    path("courses/", views.courses, name="courses"),
    path("courses/<slug:slug>/", views.course, name="course"),
    path("topics/<uuid:topic_id>/", views.topic, name="topic"),
    path("facts/<uuid:fact_id>/", views.fact, name="fact"),
    path("questions/<uuid:question_id>/", views.question, name="question"),
]
