"""The desks of this app in the menu, and the words for its acts in the trace."""

from django.utils.translation import gettext_lazy as _

from bantar.web.desks import Desk, register_desk
from scoring.permissions import can_assess, can_see_cockpit


def register_desks() -> None:
    """Put the desks into the menu of those who work there."""
    register_desk(Desk(_("My visits"), "scoring:assessor-day", can_assess, order=30))
    register_desk(Desk(_("Committee"), "scoring:committee", can_see_cockpit, order=40))


ACTS = {
    "edition.created": _("Edition set up"),
    "edition.changed": _("Edition changed"),
    "assessor.added": _("Assessor entered"),
    "assessor.changed": _("Assessor corrected"),
    "office.added": _("Office entered"),
    "office.changed": _("Office corrected"),
    "team.created": _("Team set up"),
    "team.renamed": _("Team renamed"),
    "team.removed": _("Team removed"),
    "team.member_added": _("Assessor joined the team"),
    "team.member_removed": _("Assessor left the team"),
    "team.lead_named": _("Team lead named"),
    "visit.assigned": _("Visit assigned"),
    "visit.unassigned": _("Visit taken from the team"),
    "visit.closed": _("Visit closed"),
    "visit.reopened": _("Visit reopened"),
    "conflict.marked": _("Conflict of interest marked"),
    "conflict.lifted": _("Conflict of interest lifted"),
    "sheet.begun": _("Sheet begun"),
    "sheet.saved": _("Sheet saved"),
    "sheet.submitted": _("Sheet submitted"),
    "sheet.begun_from_file": _("Sheet begun from the phone’s file"),
    "sheet.saved_from_file": _("Sheet saved from the phone’s file"),
    "sheet.submitted_from_file": _("Sheet submitted from the phone’s file"),
    "sheet.reopened": _("Sheet reopened"),
    "sheet.kept_taken_in": _("Taken into the sheet, after having come too late"),
    "device.set_up": _("Phone set up for work without signal"),
    "sheet.from_paper": _("Sheet taken from paper, typed in and confirmed by two others"),
    "paper.begun": _("Paper sheet taken in"),
    "paper.pages_added": _("Picture of a paper sheet added"),
    "paper.typed": _("Paper sheet typed in"),
    "paper.returned": _("Paper sheet sent back to be typed again"),
    "paper.confirmed": _("Paper sheet confirmed and submitted"),
    "paper.discarded": _("Paper sheet discarded"),
    "result.drafted": _("Result drafted"),
    "result.approved": _("Result approved"),
    "result.scheduled": _("Minute of the publication set"),
    "result.unscheduled": _("Minute of the publication taken back"),
    "result.publication_failed": _("Publication at the set minute refused"),
    "result.published": _("Result published"),
    "result.sealed": _("Older result sealed"),
    "result.found_changed": _("Published result found changed"),
    "result.found_true": _("Published result found true again"),
    "result.discarded": _("Draft of the result discarded"),
    "decision.recorded": _("Decision recorded"),
    "decree.recorded": _("Decree entered"),
    "minutes.recorded": _("Minutes of the tally entered"),
    "document.issued": _("Document issued"),
    "document.restarted": _("Making of a document begun again"),
    "document.withdrawn": _("Document withdrawn"),
    "prize.handed_over": _("Prize handed over"),
    "prize.cancelled": _("Hand-over of a prize cancelled"),
}
