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
        migrations.RunPython(closes_of_extensions, migrations.RunPython.noop),
    ]
