"""Name every kind of finding for people, whichever importer made it."""

from portal.importers import geojson, report
from portal.importers.gpx import mapping

TITLES = report.TITLES | geojson.TITLES | mapping.TITLES
