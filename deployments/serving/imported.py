"""Imports every flow with all its modules once, so that copies of the process need not."""

import prefect.flow_engine
import prefect.runner  # noqa: F401 - every copy needs it

from deployments.table import DEPLOYMENTS

FLOWS = {deployment.name: deployment.load() for deployment in DEPLOYMENTS}
