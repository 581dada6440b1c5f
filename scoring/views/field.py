"""The app for scoring without signal: its page, its service worker, its manifest. The same for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from scoring.offline.app_files import ICONS, MASKABLE_ICON, page_of_the_app, worker_script


@login_not_required
@require_safe
@conditional_page
def shell(request: HttpRequest) -> HttpResponse:
    """The page that the phone keeps. Whose sheets it shows is decided on the phone and by the API."""
    return _looked_at_again(HttpResponse(page_of_the_app()))


@login_not_required
@require_safe
@conditional_page
def worker(request: HttpRequest) -> HttpResponse:
    return _looked_at_again(HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8"))


@login_not_required
@require_safe
@conditional_page
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone needs to put the app among its own."""
    icons = [*ICONS.items(), (MASKABLE_ICON, ("512x512", "maskable"))]
    content = {
        "id": reverse("scoring:field"),
        "name": _("BANTAR scoring"),
        "short_name": "BANTAR",
        "description": _("The score sheet on the phone of an assessor, also where there is no signal."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": reverse("scoring:field"),
        "scope": reverse("scoring:assessor-day"),
        "display": "standalone",
        "orientation": "any",
        "background_color": "#fbfaf6",
        "theme_color": "#0b5d4e",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, (sizes, purpose) in icons
        ],
    }
    return _looked_at_again(JsonResponse(content, content_type="application/manifest+json"))


def _looked_at_again(response: HttpResponse) -> HttpResponse:
    """Kept by browser and proxy, and asked for anew each time: unchanged, that costs a few bytes."""
    patch_cache_control(response, public=True, no_cache=True)
    return response
