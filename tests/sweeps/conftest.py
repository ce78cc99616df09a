"""The fixture that the sweeps of writing share."""

import pytest

from tests.sweeps.site import Site


@pytest.fixture
def site(app_context, visitor) -> Site:
    """A site with one of everything, and a right request for each address."""
    return Site(visitor)
