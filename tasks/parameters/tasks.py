"""The Prefect tasks of the parameter center."""

from typing import Any

from tasks.parameters import life, starter
from tasks.running.retrying import retrying

Summary = dict[str, Any]

load_starter_parameters = retrying(starter.load_starter_parameters, "load starter parameters")
review_parameter = retrying(life.review_parameter, "review a parameter", "{move} {key}")
expire_overdue = retrying(life.expire_overdue, "expire parameters")
