"""The page of a long import follows by itself, and cancels, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from rt_registry.enums import ImportState, Role
from rt_registry.models import ImportDraft
from rt_registry.spreadsheets import progress
from rt_registry.spreadsheets.kinds import Stage
from tests.e2e.browsing import PHONE, overflow
from tests.e2e.city import City
from tests.factories import PASSWORD, create_import_draft, create_user


@pytest.mark.parametrize("javascript", [True, False])
def test_a_long_import_shows_how_far_it_is_until_it_is_cancelled(city: City, javascript: bool):
    user = create_user(username="admin.kota", role=Role.ADMIN)
    user.set_password(PASSWORD)
    user.save()
    draft = create_import_draft(by=user, state=ImportState.WORKING)
    admin = city.comes(user.username, size=PHONE, javascript=javascript)

    with progress.at_work(draft.pk):
        told = progress.tell(draft.pk)
        told(Stage.READING, 1, 1)
        admin.go(f"/impor/{draft.pk}/")
        expect(admin.main()).to_contain_text("33%")
        told(Stage.STORING, 1, 2)
        if not javascript:
            admin.page.locator("#import-progress a").click()
        expect(admin.main()).to_contain_text("83%")
        assert overflow(admin.page) == []
        admin.page.locator("#import-cancel").click()
        expect(admin.page.locator("#import-cancel")).to_have_count(0)
        assert progress.standing_of(draft.pk).is_cancelling
    ImportDraft.objects.filter(pk=draft.pk).update(state=ImportState.CANCELLED)
    if not javascript:
        admin.page.locator("#import-progress a").click()

    expect(admin.page).to_have_url(re.compile("/impor/$"))
    assert admin.complaints.take() == []
