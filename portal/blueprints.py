"""This file lists the blueprints that create_app registers."""

from portal.views.account import account
from portal.views.crawlers import crawlers
from portal.views.home import home, root
from portal.views.live import live
from portal.views.maps import maps
from portal.views.ops.imports import ops
from portal.views.ops.synonyms import ops_synonyms
from portal.views.ops.tours import ops_tours
from portal.views.pages import pages
from portal.views.resource import resource
from portal.views.search import search
from portal.views.status import status
from portal.views.suggest import suggesting
from portal.views.tiles import tiles
from portal.views.tour import tour
from portal.views.zone import zone

BLUEPRINTS = (
    root, crawlers, home, search, maps, tiles, suggesting, resource, tour, zone, pages, account, status, ops, ops_synonyms,
    ops_tours, live,
)  # fmt: skip
