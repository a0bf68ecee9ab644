"""One PostgreSQL server for the whole folder."""

from __future__ import annotations

import pytest

from tests.scheme.agreement.postgres import Postgres, server


@pytest.fixture(scope="session")
def postgres():
    with server() as where:
        import psycopg

        with psycopg.connect(where, autocommit=True) as connection:
            yield Postgres(connection)
