"""Cells → values: one module per kind of value. Each raises ValueFault with the reason in Vietnamese. Pure."""
