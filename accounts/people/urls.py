"""Addresses of classes and of who is in them; those of signing in are in ``sign_in_urls``."""

from django.urls import include, path

from accounts.people import views
from accounts.people.classes import views as classes
from accounts.people.joining import views as joining
from accounts.people.log import views as log
from accounts.people.rosters.views import lists, school, students, transfers
from accounts.people.sharing import views as sharing
from accounts.people.site import views as site
from accounts.people.staff import invitations
from accounts.people.staff import views as staff

urlpatterns = [
    path("accounts/", include("accounts.people.sign_in_urls")),
    path("classes/", views.classes, name="classes"),
    path("classes/new/", views.new_classroom, name="new_classroom"),
    path("classes/import/", school.upload_school, name="upload_school"),
    path("classes/import/<str:token>/", school.school_listed, name="school_listed"),
    path("classes/archived/", classes.archived_classes, name="archived_classes"),
    path("classes/<uuid:classroom_id>/", views.classroom, name="classroom"),
    path("classes/<uuid:classroom_id>/edit/", classes.edit_classroom, name="edit_classroom"),
    path("classes/<uuid:classroom_id>/archive/", classes.archive_classroom, name="archive_classroom"),
    path("classes/<uuid:classroom_id>/restore/", classes.restore_classroom, name="restore_classroom"),
    path("classes/<uuid:classroom_id>/roll-over/", classes.roll_over, name="roll_over"),
    path("classes/<uuid:classroom_id>/code/", joining.class_code, name="class_code"),
    path("classes/<uuid:classroom_id>/code/close/", joining.close_code, name="close_code"),
    path("classes/<uuid:classroom_id>/code/decide/", joining.decide_joins, name="decide_joins"),
    path("join/", joining.join, name="join"),
    path("join/waiting/", joining.join_waiting, name="join_waiting"),
    path("join/claim/", joining.claim_sign_in, name="claim_sign_in"),
    path("students/<uuid:student_id>/to-another-school/", transfers.send_student, name="send_student"),
    path("from-another-school/<str:token>/", transfers.take_student, name="take_student"),
    path("cards/print/", students.print_cards, name="print_cards"),
    path("classes/<uuid:classroom_id>/students/", students.roster, name="roster"),
    path("classes/<uuid:classroom_id>/students/cards/", students.make_cards, name="make_cards"),
    path("classes/<uuid:classroom_id>/students/move/", students.move_students, name="move_students"),
    path("classes/<uuid:classroom_id>/students/<uuid:student_id>/", students.seat, name="seat"),
    path("classes/<uuid:classroom_id>/students/upload/", lists.upload_list, name="upload_list"),
    path("classes/<uuid:classroom_id>/students/list/<str:token>/", lists.listed, name="listed"),
    path("classes/<uuid:classroom_id>/students/add/", students.add_students, name="add_students"),
    path("classes/<uuid:classroom_id>/students/<uuid:student_id>/remove/", students.remove_student, name="remove_student"),
    path("classes/<uuid:classroom_id>/students/<uuid:student_id>/reset/", students.reset_password, name="reset_password"),
    path("classes/<uuid:classroom_id>/teachers/", sharing.co_teachers, name="co_teachers"),
    path("classes/<uuid:classroom_id>/teachers/<uuid:teacher_id>/", sharing.change_grants, name="change_grants"),
    path("classes/<uuid:classroom_id>/teachers/<uuid:teacher_id>/remove/", sharing.stop_sharing, name="stop_sharing"),
    path("classes/<uuid:classroom_id>/transfer/", sharing.transfer_class, name="transfer_class"),
    path("courses/<slug:slug>/transfer/", sharing.transfer_course, name="transfer_course"),
    path("staff/", staff.staff, name="staff"),
    path("staff/new/", views.new_teacher, name="new_teacher"),
    path("staff/invite/", invitations.invite_staff, name="invite_staff"),
    path("staff/<uuid:person_id>/", staff.staff_member, name="staff_member"),
    path("staff/<uuid:person_id>/details/", staff.change_details, name="change_details"),
    path("staff/<uuid:person_id>/role/", staff.change_role, name="change_role"),
    path("staff/<uuid:person_id>/close/", staff.close_account, name="close_account"),
    path("staff/<uuid:person_id>/open/", staff.open_account, name="open_account"),
    path("staff/<uuid:person_id>/password/", staff.reset_staff_password, name="reset_staff_password"),
    path("invitations/<uuid:invitation_id>/revoke/", invitations.revoke_invitation, name="revoke_invitation"),
    path("invitations/<str:token>/", invitations.accept_invitation, name="accept_invitation"),
    path("log/", log.audit_log, name="audit_log"),
    path("site/schools/new/", site.new_school, name="new_school"),
    path("site/schools/<int:school_id>/", site.site_school, name="site_school"),
    path("site/schools/<int:school_id>/invite/", invitations.invite_to_school, name="invite_to_school"),
    path("first-school/<str:token>/", site.first_school, name="first_school"),
]
