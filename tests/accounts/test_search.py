"""Owners search people by how a handle, a name or an address begins; no sign in it means anything else."""

import pytest

from discuss.accounts import queries
from tests import factories as make


@pytest.mark.parametrize("sign", ["%", "_", "\\"])
def test_a_sign_of_the_search_language_is_a_sign_like_others(app_context, visitor, sign):
    owner, other = make.person(role="owner"), make.person(name="Ada Quarry")
    odd = make.person(name=f"{sign}da Quarry")
    assert queries.search(sign) == [odd]
    assert queries.search(f"{sign}da") == [odd]
    assert queries.search(f"A{sign}a") == []
    page = visitor(owner).get("/settings/people", query_string={"q": sign})
    assert page.status_code == 200
    assert f"@{odd.handle}" in page.text
    assert f"@{other.handle}" not in page.text


@pytest.mark.parametrize("sign", ["%", "_", "\\"])
def test_such_a_sign_finds_the_addresses_that_hold_it(app_context, sign):
    make.person(name="Ada Quarry", email="ada@example.org")
    odd = make.person(email=f"a{sign}a@example.org")
    assert queries.search(f"a{sign}") == [odd]
    assert queries.search(f"a{sign}a@example.org") == [odd]
