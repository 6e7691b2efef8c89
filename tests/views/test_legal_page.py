"""Read the legal page: libraries named in each language, and the way to their notices."""

import pytest

from portal.config import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_legal_page_names_what_browsers_get_and_leads_to_the_notices(pages, lang):
    page = pages.get(f"/{lang}/legal")
    for name in ("EUPL 1.2", "MapLibre", "BSD", "htmx", "0BSD", "Lucide", "ISC", "Fraunces", "SIL Open Font License"):
        assert name in page.text
    [address] = page.find("//a[contains(@href, 'licences.txt')]/@href")
    with pages.client.get(address) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")
        assert "Copyright (c) 2023, MapLibre contributors" in answer.get_data(as_text=True)
