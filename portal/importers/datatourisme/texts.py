"""Map names and descriptions, one set of texts per language."""

from portal.importers.cleaning import paragraphs, plain, turns_direction
from portal.importers.datatourisme.values import Json, many, objects, one, raw_translations, string, translations
from portal.importers.records import TextRecord
from portal.importers.report import Report

NAME_LENGTH = 300
SHORT_LENGTH = 2_000
LONG_LENGTH = 20_000
HOURS_LENGTH = 2_000
MACHINES = ("deepl", "google", "microsofttranslator", "machine")
HOURS_KEYS = ("TextOpeningHoursSpecification", "textOpeningHoursSpecification", "textOpeningHours")


def map_texts(data: Json, report: Report) -> tuple[TextRecord, ...]:
    """Return the texts of every language that has a name or a text; a language without a name takes the French one."""
    labels = data.get("rdfs:label") or data.get("label")
    if turns_direction(str(labels)):
        message = "Hidden signs that turn the direction of reading were taken out."
        report.mended("text.direction", "rdfs:label", message, plain(str(labels)))
    names = {lang: " ".join(name.split()) for lang, name in translations(labels).items()}
    description = one(data.get("hasDescription"))
    shorts = translations(description.get("shortDescription") or data.get("rdfs:comment") or data.get("comment"))
    longs = raw_translations(description.get("dc:description") or description.get("description"))
    hours = _hours(data)
    fallback = _fallback_name(names, report)
    if not fallback:
        return ()
    machine = _machine_translated(description)
    return tuple(
        TextRecord(
            lang=lang,
            name=_cap(names.get(lang, fallback), NAME_LENGTH, "rdfs:label", report),
            short=_cap(shorts.get(lang, ""), SHORT_LENGTH, "shortDescription", report),
            long=_long(longs.get(lang, []), shorts.get(lang, ""), report),
            hours=_cap(hours.get(lang, ""), HOURS_LENGTH, "TextOpeningHoursSpecification", report),
            machine_translated=lang in machine,
        )
        for lang in sorted({*names, *shorts, *longs, *hours})
    )


def _fallback_name(names: dict[str, str], report: Report) -> str:
    if "fr" in names:
        return names["fr"]
    name = names.get("en") or next(iter(names.values()), "")
    if name:
        report.mended(
            "text.other_language", "rdfs:label", "There is no French name; another language's was taken.", name
        )
    return name


def _long(texts: list[str], short: str, report: Report) -> str:
    """Return the long text as simple HTML, "" when it only repeats the short one."""
    kept = [text for text in texts if text.strip()]
    if not kept or (len(kept) == 1 and plain(kept[0]) == short):
        return ""
    length = sum(map(len, kept))
    if length > LONG_LENGTH:
        report.mended("text.capped", "dc:description", "The text is too long and was cut.", f"{length}: {kept[0]}")
        kept = [plain("\n\n".join(kept))[:LONG_LENGTH] + "…"]
    return paragraphs(kept)


def _cap(text: str, length: int, name: str, report: Report) -> str:
    if len(text) <= length:
        return text
    report.mended("text.capped", name, "The text is too long and was cut.", f"{len(text)}: {text}")
    return text[: length - 1] + "…"


def _hours(data: Json) -> dict[str, str]:
    place = one(data.get("isLocatedAt"))
    for holder in (place, data):
        for key in HOURS_KEYS:
            if holder.get(key):
                return translations(holder[key])
    return {}


def _machine_translated(description: Json) -> set[str]:
    return {
        string(note.get("rdf:language"))
        for note in objects(description.get("hasTranslatedProperty"))
        if any(machine in str(who).lower() for who in many(note.get("dc:contributor")) for machine in MACHINES)
    }
