"""Screening files against files of parameters, without stores."""
