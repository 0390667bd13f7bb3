"""The web application that shows the documentation site, where `make docs` has built it."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from deployments.web.guard import Guard
from deployments.web.site import WebApplication

PATH = "/docs"
SITE = Path(__file__).parents[2] / "docs" / "site"


def documentation_site(folder: Path = SITE) -> WebApplication | None:
    """Serves the pages in `folder`; None where no documentation was built."""
    if not (folder / "index.html").is_file():
        return None
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get(PATH)
    async def first_page() -> RedirectResponse:
        return RedirectResponse(f"{PATH}/index.html")

    app.mount(PATH, StaticFiles(directory=folder, html=True))
    return WebApplication(Guard(app, largest=0, key=None), PATH)
