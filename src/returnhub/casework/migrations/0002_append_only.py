"""Triggers: the database refuses to change or delete entries, checkpoints and the log of reads."""

# ruff: noqa: RUF012

from django.db import migrations

from returnhub.casework.ledger.triggers import install


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [install()]
