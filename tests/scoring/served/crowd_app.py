"""What granian runs in a test: ready pages with a switch to come, before an application of one line."""

import os

from django.conf import settings

from bantar.served.poller import Poller
from bantar.served.store import Store
from bantar.served.wrapper import ServedPages
from tests.scoring.served.asking import Shelves, django, page


settings.configure(
    ALLOWED_HOSTS=["localhost"], MIDDLEWARE=["django.middleware.security.SecurityMiddleware"], PROXY_COUNT=1
)
shelves = Shelves()
shelves.announce(1, page(text="one " * 300))
store = Store(shelves)
Poller(store, every=0.1).start()
shelves.announce(2, page(text="two " * 300), at=float(os.environ["SWITCH_AT"]))
application = ServedPages(django, store)
