"""The shape of what people send about comments. Meaning is checked by actions."""

import re

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from discuss.comments.actions.post import NewComment
from discuss.web.numbers import row_number

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


class CommentForm(FlaskForm):
    """A new comment or reply."""

    body = TextAreaField("Discuss this story")
    parent = HiddenField(
        validators=[Optional(), Regexp(r"[0-9]{1,18}\Z", message="The comment you are answering is unknown.")]
    )
    side = StringField(
        validators=[Optional(), Length(max=40), Regexp(r"[a-z0-9-]+\Z", message="Choose one of the sides.")]
    )
    about = StringField(
        validators=[
            Optional(),
            Length(max=60),
            Regexp(r"[a-z0-9-]+\Z", message="Choose one of the parts of the story."),
        ]
    )
    idempotency_key = HiddenField(
        validators=[Optional(), Regexp(KEY, message="Load the page again and send it once more.")]
    )

    def new_comment(self) -> NewComment:
        """Return what the form says."""
        return NewComment(
            body=self.body.data or "",
            side=self.side.data or "",
            about=self.about.data or "",
            idempotency_key=self.idempotency_key.data or None,
        )

    @property
    def parent_id(self) -> int | None:
        """The comment being answered, if any; None too for a number that no comment can have."""
        return row_number(self.parent.data)


class EditForm(FlaskForm):
    """Another wording of one's own comment."""

    body = TextAreaField("Your comment")


class DeleteForm(FlaskForm):
    """Nothing but the button."""
