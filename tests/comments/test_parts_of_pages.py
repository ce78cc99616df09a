"""What looks alike for many is rendered once; whose it is never gets into what is kept."""

import re

from discuss.comments import actions
from discuss.web import slots
from tests import factories as make

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')


def test_people_who_come_one_after_the_other_see_their_own_name_and_have_a_token_of_their_own(app_context, visitor):
    path = f"/stories/{make.story().slug}"
    pages = []
    for name in ("Ada <b>Ng</b>", "Ben Okri"):
        somebody = visitor(make.person(name))
        somebody.get(path)
        pages.append(somebody.get(path).text)
    ada, ben = pages
    assert "Commenting as" in ada
    assert ada.count("Ada &lt;b&gt;Ng&lt;/b&gt;") == 2
    assert ben.count("Ben Okri") == 2
    assert "Ben" not in ada
    assert "Ada" not in ben
    assert all(set(TOKEN.findall(page)) and len(set(TOKEN.findall(page))) == 1 for page in pages)
    assert not set(TOKEN.findall(ada)) & set(TOKEN.findall(ben))
    assert not slots.SLOT.search(ada + ben)


def test_the_token_of_a_kept_form_is_good_and_its_key_a_new_one_each_time(app_context, visitor):
    path = f"/stories/{make.story().slug}"
    somebody = visitor(make.person("Ada Ng"))
    keys = [KEY.search(somebody.get(path).text)[1] for _ in range(2)]
    assert keys[0] != keys[1]
    page = somebody.get(path).text
    form = {"csrf_token": TOKEN.search(page)[1], "body": "It pays for itself.", "idempotency_key": keys[1]}
    assert somebody.open("POST", f"{path}/comments", data=form).status_code == 303


def test_a_kept_text_stands_in_its_authors_form_alone(app_context, visitor):
    story, author, other = make.story(), make.person(), make.person()
    path = f"/stories/{story.slug}"
    actions.keep_draft(make.actor(author), story, actions.NewComment(body="Not finished yet."), None)
    for _ in range(2):
        assert "Not finished yet." in visitor(author).get(path).text
        assert "Not finished yet." not in visitor(other).get(path).text


def test_a_moderators_and_a_readers_ways_are_kept_apart(app_context, visitor):
    path = f"/stories/{make.story().slug}"
    moderator, reader = make.moderator(), make.person()
    for _ in range(2):
        assert 'href="/moderation"' in visitor(moderator).get(path).text
        assert 'href="/moderation"' not in visitor(reader).get(path).text
        assert 'name="csrf_token"' not in visitor().get(path).text
