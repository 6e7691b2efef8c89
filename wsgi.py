"""The web root that gunicorn and flask load."""

from portal.app import create_app
from portal.config import Config

app = create_app(Config.from_env())
