"""Importing this imports every flow with all it needs: what a process does once, so that its copies need not."""

import prefect.flow_engine
import prefect.runner  # noqa: F401 - every copy takes note of the program it was asked from

from deployments.table import DEPLOYMENTS

FLOWS = {deployment.name: deployment.load() for deployment in DEPLOYMENTS}
