"""The web application: its pages' frame, its health and map routes, the schedule's life."""

import gc
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import plotly.express  # noqa: F401  (loaded before the freeze below, not at the first reader)
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from collectors.settings import load
from dashboard import assets, service
from dashboard.entry import presence, providers, signin
from dashboard.entry import web as signin_web


@asynccontextmanager
async def lifespan(app: st.App):
    """Run the schedule as long as the application lives."""
    # A full collection after every rerun would look at all of pandas and plotly: 96 ms.
    gc.collect()
    gc.freeze()
    service.check_open(load(), st.get_option("server.address"))
    with service.running_schedule(load()):
        yield


def feed(request: Request) -> Response:
    """Answer with a feed of the agenda; what that takes is loaded with the first question."""
    return import_module("dashboard.feeds").answer(request)


presence.feed(signin.person)
app = st.App(
    Path(__file__).parent / "dashboard" / "pages" / "navigation.py",
    secrets=providers.secrets(load()),
    lifespan=lifespan,
    middleware=[Middleware(signin_web.Returns)],
    routes=[
        Route("/healthz", service.healthz),
        Route("/topojson/{name}", assets.topojson),
        Route("/feeds/{name}", feed),
    ],
)
