"""Read our own YAML files: with libyaml, because every job begins in a process that has not read them yet."""

from pathlib import Path
from typing import Any

import yaml


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - what the file holds
    """Return what a YAML file holds, plain values only; raise yaml.YAMLError when it is none."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
