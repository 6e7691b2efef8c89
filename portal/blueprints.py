"""List the blueprints that create_app registers."""

from portal.views.account import account
from portal.views.live import live
from portal.views.ops.imports import ops
from portal.views.ops.synonyms import ops_synonyms
from portal.views.ops.tours import ops_tours
from portal.views.public.crawlers import crawlers
from portal.views.public.home import home, root
from portal.views.public.maps import maps
from portal.views.public.pages import pages
from portal.views.public.resource import resource
from portal.views.public.search import search
from portal.views.public.status import status
from portal.views.public.suggest import suggesting
from portal.views.public.tiles import tiles
from portal.views.public.tour import tour
from portal.views.public.zone import zone

BLUEPRINTS = (
    root,
    crawlers,
    home,
    search,
    maps,
    tiles,
    suggesting,
    resource,
    tour,
    zone,
    pages,
    account,
    status,
    ops,
    ops_synonyms,
    ops_tours,
    live,
)
