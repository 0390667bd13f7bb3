"""Tests of Customs Risk Flows."""
