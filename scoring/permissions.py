"""Who may do what with editions, teams, visits, sheets, decisions and results (DOMAIN 2). Who sees what: querysets."""

from django.contrib.auth.models import AnonymousUser

from bantar.accounts.models import User
from rt_registry.permissions import is_assessor, is_auditor, is_committee, is_publisher, sees_everything
from scoring.enums import PaperStatus, ResultStatus
from scoring.models import Assignment, FieldDevice, PaperSheet, Result, TeamMember


Reader = User | AnonymousUser


def can_see_editions(user: Reader) -> bool:
    """Rules, phases, teams and visits as the committee sees them."""
    return sees_everything(user)


def can_manage_editions(user: Reader) -> bool:
    """The committee sets up editions and moves their phases."""
    return is_committee(user)


def can_manage_teams(user: Reader) -> bool:
    """The committee sets up teams, visits and conflict marks."""
    return is_committee(user)


def can_assess(user: Reader) -> bool:
    return is_assessor(user)


def can_reopen_sheet(user: Reader) -> bool:
    return is_committee(user)


def leads(user: Reader, assignment: Assignment) -> bool:
    """Whether the user leads the team of this visit; asks the database once."""
    return assignment.team.members.filter(is_lead=True, assessor__user_id=user.pk or 0).exists()


def leads_a_team(user: Reader) -> bool:
    """Whether the user leads any team; asks the database once."""
    return TeamMember.objects.filter(is_lead=True, assessor__user_id=user.pk or 0).exists()


def can_close_visit(user: Reader, assignment: Assignment) -> bool:
    """The lead closes; the committee may name another lead, and reopens."""
    return leads(user, assignment)


def can_reopen_visit(user: Reader) -> bool:
    return is_committee(user)


# Tally, publication, cockpit -----------------------------------------------------------------------------------------


def can_see_cockpit(user: Reader) -> bool:
    """Provisional figures are seen by committee, publisher and auditor only (DOMAIN 4)."""
    return is_committee(user) or is_publisher(user) or is_auditor(user)


def can_draft_result(user: Reader) -> bool:
    """The committee drafts, and records decisions."""
    return is_committee(user)


def can_record_decision(user: Reader) -> bool:
    return is_committee(user)


def can_approve_result(user: Reader, result: Result) -> bool:
    """Two persons, always: never the drafter, whatever other roles they have (DOMAIN 8)."""
    return result.status == ResultStatus.DRAFT and _is_second_person(user, result)


def can_publish_result(user: Reader, result: Result) -> bool:
    return result.status == ResultStatus.APPROVED and _is_second_person(user, result)


def can_discard_result(user: Reader, result: Result) -> bool:
    return result.status in ResultStatus.open() and (is_committee(user) or is_publisher(user))


def _is_second_person(user: Reader, result: Result) -> bool:
    return is_publisher(user) and result.drafted_by_id not in (None, user.pk)


def can_see_documents(user: Reader) -> bool:
    """Decree, minutes, drafts and issued documents of a result, public or not."""
    return can_see_cockpit(user)


def can_issue_documents(user: Reader) -> bool:
    """A publisher enters decree and minutes, issues and withdraws."""
    return is_publisher(user)


# Scoring without signal, the committee's side -------------------------------------------------------------------------


def can_take_in_kept(user: Reader) -> bool:
    """The committee takes in what came too late, once the visit is open again."""
    return is_committee(user)


def can_take_in_file(user: Reader) -> bool:
    """Assessors hand in the file of their own phone, the committee anybody's."""
    return is_assessor(user) or is_committee(user)


def can_deliver_for(user: Reader, device: FieldDevice) -> bool:
    """Whose phone a file came from: one's own, or for the committee anybody's."""
    return device.user_id == user.pk or is_committee(user)


def can_use_as_evidence(user: Reader) -> bool:
    """The committee copies a photo of a sheet into the entry's evidence."""
    return is_committee(user)


# Paper sheets ---------------------------------------------------------------------------------------------------------


def can_see_papers(user: Reader) -> bool:
    """What stands on paper is as provisional as any figure before publication (DOMAIN 4)."""
    return can_see_cockpit(user)


def can_type_papers(user: Reader) -> bool:
    """The committee takes papers in, types, confirms, sends back and lays aside; who did which, the services watch."""
    return is_committee(user)


def can_type_paper(user: Reader, paper: PaperSheet) -> bool:
    """The one who began goes on, until it is handed on to be confirmed."""
    return is_committee(user) and paper.is_being_typed and paper.typed_by_id == user.pk


def can_confirm_paper(user: Reader, paper: PaperSheet) -> bool:
    """Three persons, always: neither the typist nor the assessor."""
    is_third = user.pk not in (paper.typed_by_id, paper.assessor.user_id)
    return is_committee(user) and paper.status == PaperStatus.TYPED and is_third


# The prize ledger ----------------------------------------------------------------------------------------------------


def can_see_ledger(user: Reader) -> bool:
    """Who received which prize is for committee, publisher and auditor alone, before and after publication."""
    return can_see_cockpit(user)


def can_record_handover(user: Reader) -> bool:
    """The committee hands prizes over, and cancels a wrong line with a reason."""
    return is_committee(user)
