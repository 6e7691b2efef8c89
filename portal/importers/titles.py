"""This file names every kind of finding for people, whichever importer made it."""

from portal.importers import geojson
from portal.importers.datatourisme import report

TITLES = report.TITLES | geojson.TITLES
