"""Read what part of the world a map shows from an address."""

from werkzeug.datastructures import MultiDict

from portal.forms.search_form import read_box
from search.ask.spots import MAX_ZOOM, Frame


def read_frame(args: "MultiDict[str, str]") -> Frame:
    """Return the frame: `z`, a whole number, and `frame`, "west,south,east,north"; what makes no sense counts as not given."""
    zoom = args.get("z", "")
    is_zoom = zoom.isascii() and zoom.isdigit() and len(zoom) < 3
    return Frame(min(int(zoom), MAX_ZOOM) if is_zoom else 0, read_box(args.get("frame")))
