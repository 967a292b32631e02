"""Addresses of results."""

from django.urls import path

from accounts.results import analysis_views, class_views, export_views, knowledge_views, starter_views, views

urlpatterns = [
    path("classes/<uuid:classroom_id>/knowledge/", knowledge_views.class_knowledge, name="class_knowledge"),
    path("classes/<uuid:classroom_id>/misconceptions/", knowledge_views.misconceptions, name="misconceptions"),
    path("students/<uuid:student_id>/knowledge/", knowledge_views.student_knowledge, name="student_knowledge"),
    path("results/<uuid:assignment_id>/", views.results, name="results"),
    path("results/<uuid:assignment_id>/export/", export_views.export_results, name="export_results"),
    path("results/<uuid:assignment_id>/starter/", starter_views.starter, name="starter"),
    path("results/<uuid:assignment_id>/answers/<uuid:attempt_id>/<int:position>/", starter_views.student_answer, name="student_answer"),
    path("results/<uuid:assignment_id>/analysis/", analysis_views.analysis, name="analysis"),
    path("quizzes/<uuid:quiz_id>/compare/", analysis_views.compare_classes, name="compare"),
    path("results/<uuid:assignment_id>/remind/", class_views.nudge, name="nudge"),
    path("results/<uuid:assignment_id>/reteach/", views.reteach, name="reteach"),
    path("classes/<uuid:classroom_id>/reports/", class_views.class_reports, name="class_reports"),
    path("students/<uuid:student_id>/report/", class_views.student_report, name="student_report"),
    path("classes/<uuid:classroom_id>/gradebook/", class_views.gradebook, name="gradebook"),
    path("classes/<uuid:classroom_id>/gradebook/export/", export_views.export_gradebook, name="export_gradebook"),
    path("students/<uuid:student_id>/", views.student, name="student"),
    path("topics/<uuid:topic_id>/results/", views.topic_results, name="topic_results"),
    path("progress/", views.progress, name="progress"),
]
