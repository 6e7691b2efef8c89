"""This file lists the blueprints that create_app registers."""

from portal.views.account import account
from portal.views.home import home, root
from portal.views.live import live
from portal.views.ops.imports import ops
from portal.views.pages import pages
from portal.views.resource import resource
from portal.views.search import search
from portal.views.status import status

BLUEPRINTS = (root, home, search, resource, pages, account, status, ops, live)
