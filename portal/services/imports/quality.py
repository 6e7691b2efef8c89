"""Score how well a record is filled in, so that the best described come first among equals."""

from portal.importers.records import Record

LONG_TEXT = 400
GOOD_TEXT = 120


def score(record: Record) -> int:
    """Return 0 to 100: texts 35, pictures 20, position and address 15, hours or dates 15, contact 10, languages 5."""
    return min(
        100,
        _texts(record)
        + _pictures(record)
        + _place(record)
        + (15 if record.openings or record.event_dates or any(text.hours for text in record.texts) else 0)
        + _contact(record)
        + min(5, len([text for text in record.texts if text.short]) - 1 if record.texts else 0),
    )


def _texts(record: Record) -> int:
    length = max((len(text.short) + len(text.long) for text in record.texts), default=0)
    if length >= LONG_TEXT:
        return 35
    return 25 if length >= GOOD_TEXT else 10 if length else 0


def _pictures(record: Record) -> int:
    pictures = [media for media in record.media if media.mime_type.startswith("image/") or not media.mime_type]
    return min(20, 14 + 2 * len(pictures)) if pictures else 0


def _place(record: Record) -> int:
    has_point = record.latitude is not None and record.longitude is not None
    return (8 if has_point else 0) + (4 if record.address.lines else 0) + (3 if record.address.commune_code else 0)


def _contact(record: Record) -> int:
    has_site = any(contact.websites for contact in record.contacts)
    has_voice = any(contact.telephones or contact.emails for contact in record.contacts)
    return (5 if has_site else 0) + (5 if has_voice else 0)
