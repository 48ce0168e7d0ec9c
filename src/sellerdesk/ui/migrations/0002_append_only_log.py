"""The log cannot be changed even by hand; and the table of the shared cache is made with the rest."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_REFUSAL = "the log is append-only"
_MAKE = {
    "sqlite": [
        f"""create trigger ui_logentry_no_{verb} before {verb} on ui_logentry
        begin select raise(abort, '{_REFUSAL}'); end"""
        for verb in ("update", "delete")
    ],
    "postgresql": [
        f"""create function ui_logentry_refuse() returns trigger language plpgsql as $$
        begin raise exception '{_REFUSAL}'; end $$""",
        """create trigger ui_logentry_append_only before update or delete on ui_logentry
        for each row execute function ui_logentry_refuse()""",
    ],
}
_UNDO = {
    "sqlite": ["drop trigger ui_logentry_no_update", "drop trigger ui_logentry_no_delete"],
    "postgresql": [
        "drop trigger ui_logentry_append_only on ui_logentry",
        "drop function ui_logentry_refuse()",
    ],
}


def _guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def _unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def _make_cache(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("ui", "0001_initial")]
    operations = [
        migrations.RunPython(_guard, _unguard),
        migrations.RunPython(_make_cache, migrations.RunPython.noop),
    ]
