"""Two questions of machines: does the process live, and is it fit to answer people."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache() -> bool:
    cache.set("readyz", "ready", 60)
    return bool(cache.get("readyz") == "ready")


CHECKS: dict[str, Callable[[], bool]] = {"database": _database, "migrations": _migrations, "cache": _cache}


def _holds(check: Callable[[], bool]) -> bool:
    """Ask one question; whatever goes wrong on the way is a no, not an error page."""
    try:
        return check()
    except Exception:
        return False


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations and cache are in order; 503 and which one is not."""
    checks = {name: "ok" if _holds(check) else "failing" for name, check in CHECKS.items()}
    ready = set(checks.values()) == {"ok"}
    answer = {"status": "ok" if ready else "failing", **checks}
    return JsonResponse(answer, status=200 if ready else 503)
