"""Stand-in for the account pages."""

import hashlib
import secrets

from argon2 import PasswordHasher
from flask import Flask, redirect, render_template, request
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import select

from discuss import clock
from discuss.accounts.identity import actor_for
from discuss.accounts.models import SESSION_LIFE, Person, Session
from discuss.config import Settings
from discuss.db import db, transaction
from discuss.web.next_path import safe_next


class U(UserMixin):
    def __init__(self, token, session):
        self.id, self.actor = token, actor_for(session.person)


def register(app: Flask, settings: Settings) -> None:
    login = LoginManager(app)

    @login.user_loader
    def load(token):
        found = db.session.execute(
            select(Session, Person).join(Person).where(Session.token_hash == hashlib.sha256(token.encode()).hexdigest())
        ).first()
        return U(token, found[0]) if found else None

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in():
        if request.method == "GET":
            return render_template("accounts/sign_in.html", next_path=request.args.get("next", ""))
        person = db.session.scalar(select(Person).where(Person.email_key == request.form["email"].casefold()))
        PasswordHasher().verify(person.password_hash, request.form["password"])
        token = secrets.token_urlsafe(32)
        with transaction() as s:
            s.add(Session(token_hash=hashlib.sha256(token.encode()).hexdigest(), person_id=person.id, expires_at=clock.now() + SESSION_LIFE))
        row = db.session.scalar(select(Session).where(Session.token_hash == hashlib.sha256(token.encode()).hexdigest()))
        login_user(U(token, row))
        return redirect(safe_next(request.form.get("next")), 303)

    @app.post("/sign-out")
    def sign_out():
        logout_user()
        return redirect("/", 303)
