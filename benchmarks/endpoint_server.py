"""The server that `benchmarks.endpoint` measures: run with a folder, a port, `screening` or `constant`, a register."""

import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from benchmarks.parameters_made_up import DAY
from deployments.web.guard import Endpoint
from deployments.web.server import serve_endpoint
from sql.stores import Stores


def constant(port: int) -> None:
    """An endpoint that reads a declaration and always gives the same answer."""
    app = FastAPI()

    @app.post("/declarations")
    async def answer(declaration: dict[str, Any]) -> dict[str, str]:
        return {"advice": "OK"}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_keep_alive=75)


if __name__ == "__main__":
    folder, number, which, register = sys.argv[1:]
    if which == "constant":
        constant(int(number))
    else:
        stores = Stores.opened(Path(folder), register) if register else Stores.embedded(Path(folder))
        serve_endpoint(stores, Path(folder) / "inbox", Endpoint("127.0.0.1", int(number), None), b"key", lambda: DAY)
