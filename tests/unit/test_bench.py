"""Check that synthetic archives are repeatable and in the true form."""

import json
import zipfile

from bench.generate import write_archive
from portal.importers.datatourisme.mapping import map_object


def test_same_seed_gives_the_same_archive_and_every_object_maps(tmp_path):
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    assert write_archive(first, 200) == write_archive(second, 200)
    with zipfile.ZipFile(first) as archive, zipfile.ZipFile(second) as again:
        names = [name for name in archive.namelist() if name.startswith("objects/")]
        assert len(names) == 200
        assert all(archive.read(name) == again.read(name) for name in names)
        records = [map_object(json.loads(archive.read(name)))[0] for name in names]
    assert all(records)
    assert len({record.category for record in records}) > 5
