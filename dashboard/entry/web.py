"""What a browser is told on its way to a provider and back: where to go, which cookies to keep."""

from http.cookies import SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from collectors.settings import load
from dashboard.entry.signin import REFUSED, SIGNED_OUT

_LOGIN, _LOGOUT, _CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
_USER, _TOKENS = "_streamlit_user=", "_streamlit_user_tokens"  # Streamlit's cookies
_PAGE, _PAGE_SECONDS = "jointwatch_page", 600  # which page was asked for before the sign-in


class Returns:
    """Changes Streamlit's answers on the way to a provider and back.

    Streamlit leads whoever signs out to the provider's page for that, where it may take
    another click, or end; we lead back to our own page unless the settings say otherwise.
    Whoever signs in comes to the page they asked for; a refused sign-in is said. The tokens
    are of no use to us, so the browser keeps none.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] not in (_LOGIN, _LOGOUT, _CALLBACK):
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _change(MutableHeaders(scope=message), request)
            await send(message)

        await self._app(scope, receive, changed)


def _change(headers: MutableHeaders, request: Request) -> None:
    settings, path = load(), request.url.path
    cookies = headers.getlist("set-cookie")
    if not settings.sign_out_at_provider:
        cookies = [one for one in cookies if not one.startswith(_TOKENS) or _gone(one)]
    if path == _LOGIN and (page := _page(request.headers.get("referer", ""))):
        cookies.append(_cookie(page, _PAGE_SECONDS))
    if path == _LOGOUT and not settings.sign_out_at_provider:
        headers["location"] = f"/?{SIGNED_OUT}=1"
    if path == _CALLBACK:
        came_in = any(one.startswith(_USER) and not _gone(one) for one in cookies)
        headers["location"] = _back(request, came_in)
        cookies.append(_cookie("", 0))
    del headers["set-cookie"]
    secure = "; Secure" if settings.address.startswith("https://") else ""
    for one in cookies:
        headers.append("set-cookie", one + secure)


def _back(request: Request, came_in: bool) -> str:
    if came_in:
        asked = request.cookies.get(_PAGE, "")
        return _page(asked) or "/"
    answered = {"code", "error", "state"} & set(request.query_params)
    return f"/?{REFUSED if answered else SIGNED_OUT}=1"


def _page(address: str) -> str:
    """Return the path and the question of an address of ours, "" of the first page.

    Only those, so that no link can lead elsewhere after a sign-in.
    """
    parts = urlsplit(address)
    path = quote("/" + parts.path.strip("/\\"), safe="/%")
    if path == "/":
        return ""
    return f"{path}?{quote(parts.query, safe='=&%+,')}" if parts.query else path


def _cookie(page: str, seconds: int) -> str:
    kept = SimpleCookie({_PAGE: page})
    kept[_PAGE].update({"path": "/", "max-age": seconds, "httponly": True, "samesite": "Lax"})
    return kept[_PAGE].OutputString()


def _gone(cookie: str) -> bool:
    return "max-age=0" in cookie.lower()
