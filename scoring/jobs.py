"""Work on documents outside of requests; `manage.py db_worker` does it, one job after the other."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from scoring.enums import DocumentStatus
from scoring.models import DocumentIssue, Result
from scoring.services.documents import make_certificates
from scoring.services.renderings import refresh


def make_later(issue: DocumentIssue) -> None:
    """Hand a waiting document to the worker; one that is at work or ready needs nobody."""
    if issue.status == DocumentStatus.WAITING:
        transaction.on_commit(lambda: certificates_job.enqueue(issue.pk) and None)


def show_public(result: Result) -> None:
    """After a document that everybody may read was issued or withdrawn: published pages that name it are made anew."""
    if Result.objects.published().filter(pk=result.pk).exists():  # as it is now, not as the page found it
        refresh(result.edition, timezone.now())


@task()
def certificates_job(issue_id: int) -> None:
    make_certificates(issue_id, now=timezone.now)
