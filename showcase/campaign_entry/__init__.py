"""Targets and reported figures of a campaign, typed into a grid or brought in from a sheet, saved all or none."""
