"""The web root that gunicorn and flask load."""

import gc

gc.disable()  # what is imported stays: looking for garbage among it took a sixth of the start

from portal.app import create_app  # noqa: E402
from portal.config import Config  # noqa: E402

app = create_app(Config.from_env())

gc.freeze()
gc.enable()
