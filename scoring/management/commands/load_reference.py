from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from rt_registry.models import Kecamatan, Kelurahan
from scoring.models import Indicator
from scoring.services.reference import load_reference


class Command(PlainCommand):
    help = gettext_noop("Load regions, boundaries, indicators and past recaps. Running it again changes nothing.")
    changes_something = True

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        load_reference(by=by, now=now)
        counts = {
            "kecamatan": Kecamatan.objects.count(),
            "kelurahan": Kelurahan.objects.count(),
            "indicators": Indicator.objects.count(),
        }
        line = (
            _("Reference data: %(kecamatan)s kecamatan, %(kelurahan)s kelurahan, %(indicators)s indicators.") % counts
        )
        return Answer(lines=[line], document=counts)
