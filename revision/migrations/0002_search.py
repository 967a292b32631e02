"""Full-text search over facts and questions; see docs/adr/0012-search.md."""

from django.db import migrations

from revision.search_index import install, remove


class Migration(migrations.Migration):
    dependencies = [("revision", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
