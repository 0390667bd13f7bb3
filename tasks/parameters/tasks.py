"""The Prefect tasks of the parameter center."""

from typing import Any

from tasks.parameters import life, starter
from tasks.running.refusing import act
from tasks.running.retrying import retrying

Summary = dict[str, Any]

load_starter_parameters = retrying(starter.load_starter_parameters, "load starter parameters")
review_parameter = act("review a parameter", "{move} {key}")(life.review_parameter)
expire_overdue = retrying(life.expire_overdue, "expire parameters")
