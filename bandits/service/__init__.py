"""service: the HTTP API. `routes` as data for any Starlette application, `create_app` for one of its own."""

from bandits.service.app import create_app, lifespan, routes

__all__ = ["create_app", "lifespan", "routes"]
