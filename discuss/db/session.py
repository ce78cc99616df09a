"""The Flask-SQLAlchemy object and the base that every model is made from."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, registry

from discuss.db.types import UTCDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base. A registry, not ``type_annotation_map``: Flask-SQLAlchemy copies the class, and the two clash."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES), type_annotation_map={datetime: UTCDateTime(), str: sa.Text()}
    )


# What was read stays readable after the commit: an action returns rows that its view still shows.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
