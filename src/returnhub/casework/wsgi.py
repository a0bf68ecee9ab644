"""The door for WSGI servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "returnhub.casework.settings")
application = get_wsgi_application()

from returnhub.casework.scheme_in_use import in_use  # noqa: E402 (settings come first)

in_use()  # a scheme with mistakes stops the start, not the first request; and nobody waits for its loading

# What was loaded so far stays: the collector need not look through it again, and seldom at what a request leaves.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
