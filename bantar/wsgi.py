"""What the app server calls: published pages from memory, everything else from Django."""

import os

from django.core.wsgi import get_wsgi_application

from bantar.served.wrapper import serve_published


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bantar.settings")

application = serve_published(get_wsgi_application())
