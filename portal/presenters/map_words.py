"""What the maps in the browser say, in the reader's language: scripts have no words of their own."""

from flask import Flask
from flask_babel import lazy_gettext

WORDS = {
    "map": lazy_gettext("Map of the results"),
    "zoomIn": lazy_gettext("Zoom in"),
    "zoomOut": lazy_gettext("Zoom out"),
    "attribution": lazy_gettext("Sources of the map"),
    "close": lazy_gettext("Close"),
    "source": lazy_gettext("Outlines: {source}"),
    "places": lazy_gettext("{number} places together: look closer"),
    "inView": lazy_gettext("In this part of the map: {number}."),
    "sorted": lazy_gettext("The list shows what is here, nearest to the middle of the map first."),
    "found": lazy_gettext("Results in the list: {number}."),
    "moved": lazy_gettext("The map has moved: “Search this area” brings the list after it."),
    "nothing": lazy_gettext("Nothing here. Another part of the map may have more."),
    "gestures": lazy_gettext("Hold Ctrl or ⌘ to zoom the map"),
    "twoFingers": lazy_gettext("Move the map with two fingers"),
    "noMap": lazy_gettext("The map cannot be shown in this browser. The list has everything."),
    "loading": lazy_gettext("Loading…"),
    "notLoaded": lazy_gettext("The map could not be loaded."),
    "noLine": lazy_gettext("The line of the tour could not be loaded."),
    "noOutlines": lazy_gettext("Outlines on the map could not be loaded."),
    "noCard": lazy_gettext("This place could not be loaded."),
    "again": lazy_gettext("Try again"),
    "simple": lazy_gettext("Simplified search for the moment: the map may be less precise."),
    "simpleMap": lazy_gettext("Simplified search for the moment on the map: list and map may differ for a while."),
    "simpleList": lazy_gettext("Simplified search for the moment in the list: list and map may differ for a while."),
    "polygon": lazy_gettext(
        "Click the corners of the area, or move the map with the arrow keys and press Enter for "
        "each. A double click, Enter twice or the first corner again closes it, Backspace takes one"
        " back, Escape gives up."
    ),
    "rectangle": lazy_gettext(
        "Click two opposite corners of the rectangle, or move the map with the arrow keys and press"
        " Enter for each. Escape gives up."
    ),
    "circle": lazy_gettext(
        "Circle of {number} km around the middle of the map: the arrow keys move it, + and − change"
        " it, Enter searches in it. With a mouse, click its middle, then its edge. Escape gives up."
    ),
    "circleAt": lazy_gettext(
        "Circle of {number} km around the chosen point: click its edge, or choose the radius and "
        "search in it. Backspace takes the point back, Escape gives up."
    ),
    "crossed": lazy_gettext("The area crosses itself: take a corner back (Backspace) or begin again."),
    "pastEdge": lazy_gettext("The area crosses longitude 180°: draw it on one side of it."),
    "corners": lazy_gettext("Corners set: {number}."),
}
"""By the names the scripts know them by; {number} and {source} are put in there."""


def init_app(app: Flask) -> None:
    """Give templates `map_words()`."""
    app.jinja_env.globals["map_words"] = map_words


def map_words() -> dict[str, str]:
    """Return the words of the reader's language."""
    return {name: str(words) for name, words in WORDS.items()}
