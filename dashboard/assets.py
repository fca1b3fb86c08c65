"""The files that the browser asks for beside the pages: the outlines of the world map."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

_TOPOJSON = Path(__file__).parent / "assets" / "topojson"
_A_WEEK = {"Cache-Control": "public, max-age=604800"}


async def topojson(request: Request) -> Response:
    """Send an outline file, compressed as it is kept."""
    name = Path(request.path_params["name"]).name
    file = _TOPOJSON / f"{name}.gz"
    if not file.exists():
        return PlainTextResponse("There is no such map.", status_code=404)
    headers = {"Content-Encoding": "gzip", **_A_WEEK}
    return FileResponse(file, media_type="application/json", headers=headers)
