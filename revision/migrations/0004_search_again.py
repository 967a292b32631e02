"""The step before rebuilt ``revision_questionversion``, which in SQLite drops the triggers that keep the search index."""

from django.db import migrations

from revision.search_index import install


class Migration(migrations.Migration):
    dependencies = [("revision", "0003_hints")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
