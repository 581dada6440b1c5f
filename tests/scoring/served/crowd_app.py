"""What granian runs in a test: ready pages with a switch to come, before an application of one line."""

import os
from pathlib import Path

from django.conf import settings

from bantar.served.poller import Poller
from bantar.served.store import Announced, Store
from bantar.served.wrapper import ServedPages
from tests.scoring.served.asking import Shelves, django, page


settings.configure(
    ALLOWED_HOSTS=["localhost"], MIDDLEWARE=["django.middleware.security.SecurityMiddleware"], PROXY_COUNT=1
)


class Told(Shelves):
    """Announces the second version once the test has written down its instant."""

    def announced(self) -> list[Announced]:
        file = Path(os.environ["SWITCH_FILE"])
        if 2 not in self.books and file.exists():
            self.announce(2, page(text="two " * 300), at=float(file.read_text()))
        return super().announced()


shelves = Told()
shelves.announce(1, page(text="one " * 300))
store = Store(shelves)
Poller(store, every=0.1).start()
application = ServedPages(django, store)
