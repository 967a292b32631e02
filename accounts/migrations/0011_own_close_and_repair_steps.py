import django.utils.timezone
from django.db import migrations, models


def closes_of_extensions(apps, schema_editor):
    """Attempts of students who have later dates of their own learn them; empty means the class's close."""
    attempts = apps.get_model("accounts", "Attempt").objects.filter(purpose="homework")
    for extension in apps.get_model("accounts", "Extension").objects.exclude(closes=None):
        attempts.filter(assignment=extension.assignment_id, student=extension.student_id).update(closes=extension.closes)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="closes",
            field=models.DateTimeField(
                blank=True,
                help_text="The homework's closing time for this student, also once they have handed in; empty: the class's.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name='begunrepair',
            name='last_step',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='begunrepair',
            name='of',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='How many answers there were to mark again.'),
        ),
        migrations.AddField(
            model_name='begunrepair',
            name='reached',
            field=models.BigIntegerField(default=0, editable=False, help_text='The last item worked out, in the order of their keys.'),
        ),
        migrations.AddField(
            model_name='begunrepair',
            name='worked_out',
            field=models.JSONField(default=dict, editable=False, help_text='By item: what it was worked out from, and the fraction.'),
        ),
        migrations.AlterField(
            model_name='attemptevent',
            name='kind',
            field=models.CharField(choices=[('closed', 'Closed when time ran out'), ('reopened', 'Reopened'), ('overridden', 'Mark changed by hand'), ('awarded', 'Marked'), ('excused', 'Excused'), ('repaired', 'Question repaired'), ('undone', 'Repair undone'), ('included', 'Excused no longer'), ('restored', 'Back to the automatic mark'), ('left_out', 'Homework not set to the student any more'), ('taken_in', 'Homework set to the student again')], max_length=10),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('school_made', 'made the school'), ('staff_invited', 'invited a colleague'), ('invitation_revoked', 'took back an invitation'), ('staff_joined', 'joined by invitation'), ('staff_made', 'made a colleague’s account'), ('role_changed', 'changed a role'), ('account_closed', 'closed an account'), ('account_opened', 'opened an account again'), ('staff_password', 'made a new password for a colleague'), ('sign_in_reset', 'reset a colleague’s second step of signing in'), ('class_transferred', 'gave a class to another teacher'), ('class_archived', 'archived a class'), ('class_restored', 'brought a class back'), ('class_rolled_over', 'rolled a class over to the next year'), ('course_transferred', 'gave a course to another teacher'), ('co_teacher_added', 'shared a class'), ('co_teacher_changed', 'changed what a co-teacher may do'), ('co_teacher_removed', 'stopped sharing a class'), ('students_added', 'added students'), ('students_imported', 'imported a class list'), ('student_removed', 'took a student out of a class'), ('student_moved', 'moved a student'), ('student_renamed', 'renamed a student'), ('student_approved', 'let in a student who joined by code'), ('class_code_made', 'opened a class code'), ('password_reset', 'made a new password for a student'), ('cards_printed', 'printed sign-in cards'), ('mark_changed', 'changed a mark'), ('mark_restored', 'went back to the automatic mark'), ('attempt_reopened', 'reopened an attempt'), ('question_repaired', 'repaired a question'), ('repair_undone', 'undid a repair'), ('attempt_read', 'read an attempt'), ('results_read', 'read class results'), ('record_read', 'read a student’s record'), ('results_exported', 'exported results'), ('data_exported', 'exported a student’s data'), ('erasure_asked', 'asked for a student’s data to be exported or erased'), ('data_erased', 'erased a student’s data'), ('retention_run', 'deleted what was past its time'), ('recipients_changed', 'changed who does homework'), ('staff_erased', 'erased a colleague’s name'), ('settings_changed', 'changed settings')], max_length=24),
        ),
        migrations.RunPython(closes_of_extensions, migrations.RunPython.noop),
    ]
