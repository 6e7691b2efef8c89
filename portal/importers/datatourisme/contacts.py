"""Map contacts: who to call or write to, each person once."""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, urlsplit, urlunsplit

import phonenumbers

from portal.importers.datatourisme.values import Json, objects, one, string, strings
from portal.importers.records import ContactRecord
from portal.importers.report import Report

ROLES = {
    "hasContact": "information",
    "hasBookingContact": "booking",
    "hasManagementContact": "management",
    "hasAdministrativeContact": "management",
    "isOwnedBy": "owner",
}
EMAIL = re.compile(r"[\w.!#$'*+/=^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+\w{2,63}")
"""Without what begins another field in a link to write to it: "?bcc=", "&", "%0a"."""
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
HOST = re.compile(r"^[^\s/]+\.[^\s/.]{2,}")
FEWEST_DIGITS = 4
HOME_NETWORKS = (".local", ".localhost", ".internal", ".lan", ".home", ".intranet", ".localdomain")


def map_contacts(data: Json, report: Report) -> tuple[ContactRecord, ...]:
    """Return every contact once: the booking contact is usually the same person as the first one."""
    found: dict[str, ContactRecord] = {}
    for key, role in ROLES.items():
        for place, agent in enumerate(objects(data.get(key))):
            identity = string(agent.get("@id")) or string(agent.get("uuid")) or f"{key}/{place}"
            if identity not in found:
                contact = _contact(agent, role, key, report)
                if contact:
                    found[identity] = contact
    return tuple(dict.fromkeys(found.values()))


def clean_url(text: str) -> str:
    """Return an http or https address with non-ASCII characters quoted, "" when it is none."""
    text = text.strip()
    if not SCHEME.match(text) and HOST.match(text):
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or " " in parts.netloc or not _is_public(host):
        return ""
    if parts.username is not None or parts.password is not None:
        return ""  # "https://chateau.fr@elsewhere.example", or a password that was not meant to be seen
    safe = "%/:=&?~+!$,;'@()*[]"
    return urlunsplit(
        (
            parts.scheme.lower(),
            parts.netloc,
            quote(parts.path, safe),
            quote(parts.query, safe),
            quote(parts.fragment, safe),
        )
    )


def _is_public(host: str) -> bool:
    """Say whether a host may be one that visitors reach: no name or number of a network at home."""
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith(HOME_NETWORKS)


def _contact(agent: Json, role: str, key: str, report: Report) -> ContactRecord | None:
    sites = strings(agent.get("foaf:homepage") or agent.get("homepage"))
    emails = []
    for raw in strings(agent.get("schema:email") or agent.get("email")):
        match = EMAIL.search(raw)
        if match:
            emails.append(match.group())
            if match.group() != raw:
                report.mended("contact.email", f"{key}.schema:email", "The e-mail address was cleaned.", raw)
        elif clean_url(raw):
            sites.append(raw)
            report.mended(
                "contact.email", f"{key}.schema:email", "A web address stood in place of an e-mail address.", raw
            )
        else:
            report.dropped("contact.email", f"{key}.schema:email", "This is no e-mail address.", raw)
    contact = ContactRecord(
        role=role,
        legal_name=" ".join(string(agent.get("schema:legalName") or agent.get("legalName")).split()),
        telephones=_numbers(agent, "telephone", key, report),
        emails=tuple(dict.fromkeys(emails)),
        websites=_sites(sites, key, report),
        faxes=_numbers(agent, "faxNumber", key, report),
        address=_address(agent),
    )
    is_empty = not (contact.telephones or contact.emails or contact.websites or contact.faxes or contact.legal_name)
    return None if is_empty else contact


def _numbers(agent: Json, name: str, key: str, report: Report) -> tuple[str, ...]:
    found = []
    for raw in strings(agent.get(f"schema:{name}") or agent.get(name)):
        number = _telephone(raw)
        if number:
            found.append(number)
        else:
            report.dropped("contact.telephone", f"{key}.schema:{name}", "This cannot be dialled.", raw)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def _telephone(raw: str) -> str:
    """Return a number in international form; one that is unusual but has digits stays as it came."""
    try:
        number = phonenumbers.parse(raw, "FR")
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return raw if sum(character.isdigit() for character in raw) >= FEWEST_DIGITS else ""


def _sites(raw_sites: list[str], key: str, report: Report) -> tuple[str, ...]:
    found = []
    for raw in raw_sites:
        url = clean_url(raw)
        if url:
            found.append(url)
        else:
            report.dropped("contact.website", f"{key}.foaf:homepage", "This is no web address.", raw)
    return tuple(dict.fromkeys(found))


def _address(agent: Json) -> str:
    address = one(agent.get("schema:address") or agent.get("address"))
    street = strings(address.get("schema:streetAddress"))
    town = " ".join(
        part
        for part in (string(address.get("schema:postalCode")), string(address.get("schema:addressLocality")))
        if part
    )
    return ", ".join(part for part in (*street, town) if part)[:500]
