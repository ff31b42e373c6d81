"""The demonstration content: readable data files and the code that loads them.

Facts and figures of the programmes come from press reports of 2021–2023; initiatives, authors, workplaces and
stories are invented and marked so.
"""
