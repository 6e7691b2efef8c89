"""Attack the reading of deliveries: bombs, traversal, damage, foreign files."""

import json
import zipfile

import pytest

from portal.errors import InvalidInput
from portal.importers.archives import Limits, RawObject, count_objects, parse, read_objects
from portal.importers.records import Finding


def write(path, members: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def read(path, **limits):
    return list(read_objects([path], limits=Limits(**limits)))


def test_objects_are_counted_and_read_but_not_the_index(tmp_path):
    path = write(tmp_path / "flux.zip", {"index.json": b"[]", "context.jsonld": b"{}", "objects/0/00/a.json": b"{}"})
    assert count_objects([path]) == 1
    assert [item.name for item in read(path)] == ["objects/0/00/a.json"]


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil.json", "a/../../evil.json"])
def test_member_that_leads_out_of_the_archive_is_skipped(tmp_path, name):
    (finding,) = read(write(tmp_path / "flux.zip", {name: b"{}"}))
    assert isinstance(finding, Finding)
    assert finding.code == "archive.unsafe_name"


def test_member_that_unpacks_to_too_much_is_skipped_and_the_next_is_read(tmp_path):
    bomb = b'{"a":"' + b"x" * (3 * 1024 * 1024) + b'"}'
    found = read(write(tmp_path / "flux.zip", {"bomb.json": bomb, "ok.json": b"{}"}))
    assert [getattr(item, "code", "read") for item in found] == ["archive.bomb", "read"]


def test_large_object_and_foreign_file_are_skipped(tmp_path):
    found = read(write(tmp_path / "flux.zip", {"big.json": b'{"a": 123456789}', "readme.txt": b"hi"}), object_bytes=10)
    assert [item.code for item in found] == ["file.too_large", "archive.other_file"]


def test_archive_with_too_many_members_or_too_much_inside_is_refused(tmp_path):
    path = write(tmp_path / "flux.zip", {f"{n}.json": b"{}" for n in range(5)})
    with pytest.raises(InvalidInput, match="members"):
        read(path, members=3)
    with pytest.raises(InvalidInput, match="unpack"):
        read(path, unpacked_bytes=5)


def test_broken_archive_and_missing_file_are_clear_errors(tmp_path):
    good = write(tmp_path / "flux.zip", {"a.json": b"{}" * 500})
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-30])
    with pytest.raises(InvalidInput):
        read(cut)
    with pytest.raises(InvalidInput, match="no such file"):
        read(tmp_path / "nothing.zip")


def test_damaged_member_is_skipped(tmp_path):
    path = write(tmp_path / "flux.zip", {"a.json": json.dumps(list(range(3000))).encode(), "b.json": b"{}"})
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(bytes(data))
    assert [getattr(item, "code", "read") for item in read(path)] == ["archive.unreadable", "read"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "file.not_json"),
        (b"\xff\xfe\x00", "file.not_json"),
        (b"[1]", "file.not_object"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "file.too_deep"),
    ],
)
def test_what_is_no_object_is_a_finding(data, code):
    finding = parse(RawObject("x.json", data, "hash"))
    assert isinstance(finding, Finding)
    assert finding.code == code


def test_brackets_inside_texts_are_not_depth():
    assert parse(RawObject("x.json", json.dumps({"a": "{[" * 200, "b": [[1]]}).encode(), "hash"))


def test_byte_order_mark_is_no_reason_to_fail(tmp_path):
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf{}")
    (raw,) = read(tmp_path)
    assert parse(raw) == {}
