"""Read what is left of a request that is too large: a browser that is cut off while it sends shows no answer."""

from flask import Flask, Response, current_app, request

LEFT_BYTES = 64 * 1024 * 1024
"""Who sends more than this is cut off."""
PIECE_BYTES = 64 * 1024


def init_app(app: Flask) -> None:
    """Hear out whoever sends more than is read here."""
    app.after_request(hear_out)


def hear_out(response: Response) -> Response:
    """Read and forget the rest of a request of more than MAX_CONTENT_LENGTH, unless it is of more than LEFT_BYTES."""
    left = request.content_length or 0
    if current_app.config["MAX_CONTENT_LENGTH"] < left <= LEFT_BYTES:
        sent = request.environ["wsgi.input"]
        while left > 0 and (piece := sent.read(min(PIECE_BYTES, left))):
            left -= len(piece)
    return response
