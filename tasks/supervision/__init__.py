"""Customs enforcement supervision: hints in four families."""
