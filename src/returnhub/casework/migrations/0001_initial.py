"""The tables. Those of facts follow facts.yaml instead (cases/columns.py)."""

# ruff: noqa: RUF012

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("version", models.PositiveIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("changed_at", models.CharField(max_length=27)),
                ("opened_at", models.CharField(max_length=27)),
                ("stage", models.CharField(max_length=60)),
                ("stage_since", models.CharField(max_length=27)),
                ("stays", models.JSONField(default=dict)),
                ("closed", models.BooleanField(default=False)),
                ("names", models.JSONField(default=list)),
                ("born", models.CharField(blank=True, max_length=10)),
                ("references", models.JSONField(default=dict)),
                ("next_action", models.CharField(blank=True, max_length=200)),
                ("next_action_by", models.DateField(null=True)),
                ("waiting_for", models.CharField(blank=True, max_length=200)),
                ("restricted", models.BooleanField(default=False)),
                ("holds_in_force", models.PositiveIntegerField(default=0)),
                ("links_in_doubt", models.PositiveIntegerField(default=0)),
                ("synthetic", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "casework_case",
            },
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("display_name", models.CharField(blank=True, max_length=120)),
                ("roles", models.JSONField(blank=True, default=list)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "db_table": "casework_officer",
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("made_at", models.CharField(max_length=27)),
                ("after", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("public_key", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
            ],
            options={
                "db_table": "casework_checkpoint",
            },
        ),
        migrations.CreateModel(
            name="SchemeFact",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("on", models.DateField()),
                ("source", models.CharField(max_length=500)),
                ("actor", models.CharField(max_length=150)),
                ("seq", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "casework_schemefact",
            },
        ),
        migrations.CreateModel(
            name="SchemeText",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=40)),
                ("files", models.JSONField()),
                ("vocabulary", models.TextField()),
            ],
            options={
                "db_table": "casework_schemetext",
            },
        ),
        migrations.CreateModel(
            name="ServiceLock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "db_table": "casework_servicelock",
            },
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("url", models.URLField(max_length=500)),
                ("secret", models.CharField(max_length=100)),
                ("kinds", models.JSONField(default=list)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "casework_subscriber",
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
            ],
            options={
                "db_table": "casework_team",
            },
        ),
        migrations.CreateModel(
            name="CaseFacts",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="facts",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "db_table": "casework_facts",
                "managed": False,
            },
        ),
        migrations.AddField(
            model_name="case",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.CharField(max_length=40)),
                ("seq", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("lane", models.CharField(max_length=10)),
                ("recorded_at", models.CharField(max_length=27)),
                ("actor", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=60)),
                ("salt", models.CharField(max_length=32)),
                ("payload", models.TextField()),
                ("occurred_at", models.CharField(max_length=27)),
                ("reasons", models.TextField()),
                ("evidence", models.TextField()),
                ("client_key", models.CharField(max_length=100)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "casework_entry",
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "seq"), name="entry_place_in_chain"),
                    models.UniqueConstraint(
                        condition=models.Q(("client_key", ""), _negated=True),
                        fields=("actor", "client_key"),
                        name="entry_client_key_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lane", "monitor"), _negated=True), ("role", "monitor"), _connector="OR"
                        ),
                        name="entry_monitor_lane",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "move_made")), fields=["recorded_at"], name="entry_moves"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="casework.team",
            ),
        ),
        migrations.AddField(
            model_name="officer",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="officers",
                to="casework.team",
            ),
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("lane", models.CharField(max_length=10)),
                ("authority", models.CharField(max_length=200)),
                ("says", models.TextField()),
                ("raised_at", models.CharField(max_length=27)),
                ("raised_by", models.CharField(max_length=150)),
                ("review_by", models.DateField(null=True)),
                ("lifted_at", models.CharField(blank=True, max_length=27)),
                ("lifted_by", models.CharField(blank=True, max_length=150)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="casework.case"
                    ),
                ),
            ],
            options={
                "db_table": "casework_hold",
                "constraints": [models.UniqueConstraint(fields=("case", "seq"), name="hold_entry")],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("in_doubt", models.BooleanField()),
                ("says", models.CharField(blank=True, max_length=200)),
                ("seq", models.PositiveIntegerField()),
                ("undone", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="casework.case"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                    ),
                ),
            ],
            options={
                "db_table": "casework_link",
                "constraints": [models.UniqueConstraint(fields=("case", "seq"), name="link_entry")],
            },
        ),
        migrations.CreateModel(
            name="MoveRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("move", models.CharField(max_length=60)),
                ("requested_by", models.CharField(max_length=150)),
                ("requested_team", models.CharField(blank=True, max_length=80)),
                ("requested_at", models.CharField(max_length=27)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("settled_by", models.CharField(blank=True, max_length=150)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="move_requests",
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "db_table": "casework_moverequest",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "seq"), name="moverequest_entry"),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")), fields=("case",), name="moverequest_one_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadLog",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("role", models.CharField(max_length=60)),
                ("at", models.CharField(max_length=27)),
                ("purpose", models.CharField(max_length=40)),
                ("what", models.CharField(max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="casework.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "casework_readlog",
                "indexes": [models.Index(fields=["case", "at"], name="readlog_case")],
            },
        ),
        migrations.CreateModel(
            name="Representation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representations",
                        to="casework.case",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "casework_representation",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "officer"), name="representation_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RestrictedAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="access", to="casework.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "casework_restrictedaccess",
                "constraints": [models.UniqueConstraint(fields=("case", "officer"), name="access_once")],
            },
        ),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("value", models.CharField(max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_keys",
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "db_table": "casework_searchkey",
                "indexes": [models.Index(fields=["kind", "value", "case"], name="searchkey_value")],
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.CharField(max_length=40)),
                ("seq", models.PositiveIntegerField()),
                ("body", models.TextField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.CharField(max_length=27)),
                ("delivered_at", models.CharField(blank=True, max_length=27)),
                ("last_error", models.CharField(blank=True, max_length=200)),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outgoing",
                        to="casework.subscriber",
                    ),
                ),
            ],
            options={
                "db_table": "casework_outgoing",
                "indexes": [models.Index(fields=["delivered_at", "next_try_at"], name="outgoing_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("subscriber", "stream", "seq"), name="outgoing_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["stage", "stage_since", "restricted", "opened_at"], name="case_stage"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["owner", "next_action_by"], name="case_owner"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["team", "next_action_by"], name="case_team"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["next_action_by"], name="case_due"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed", True),
                    models.Q(("owner__isnull", False), models.Q(("next_action", ""), _negated=True)),
                    models.Q(("waiting_for", ""), _negated=True),
                    _connector="OR",
                ),
                name="case_owned_or_waiting",
            ),
        ),
    ]
