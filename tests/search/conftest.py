"""Shared by the tests of search."""

import pytest

pytest.register_assert_rewrite("tests.search.engine_behaviour")
