"""On its way to the mail server a mail is encrypted, or it does not leave."""

import dataclasses
import ipaddress
import ssl
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from discuss import clock, mail
from discuss.db import transaction
from discuss.mail.transport import NotEncrypted, Transport, on_this_machine

HERE = ipaddress.ip_address("127.0.0.1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of this machine's address, with its key, as a file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(HERE)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "here.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def encrypting(smtp_sink, certificate):
    """The mail server of the tests, offering STARTTLS and taking nothing without."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    smtp_sink.controller.stop()
    host, port = smtp_sink.controller.hostname, smtp_sink.controller.port
    smtp_sink.controller = Controller(smtp_sink, hostname=host, port=port, tls_context=context, require_starttls=True)
    smtp_sink.controller.start()
    return smtp_sink


def transport(url, **given):
    return Transport(url, "no-reply@talk.example.org", "Talk", "talk.example.org", **given)


def send(by):
    by.send(1, clock.now(), "ada@example.org", "A subject", "A body.")


def elsewhere(address):
    return False


def test_where_the_server_offers_it_mail_is_encrypted_for_whoever_the_certificate_names(
    encrypting, certificate, monkeypatch
):
    with pytest.raises(ssl.SSLCertVerificationError):
        send(transport(encrypting.url, is_near=elsewhere))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send(transport(encrypting.url, is_near=elsewhere))
    assert len(encrypting.mails) == 1


def test_on_this_machine_a_certificate_that_nobody_has_signed_will_do(encrypting):
    send(transport(encrypting.url))
    assert len(encrypting.mails) == 1


def test_a_server_elsewhere_that_offers_none_gets_nothing_unless_that_is_allowed(smtp_sink):
    with pytest.raises(NotEncrypted, match="DISCUSS_MAIL_URL"):
        send(transport(smtp_sink.url, is_near=elsewhere))
    assert smtp_sink.mails == []
    send(transport(f"{smtp_sink.url}?starttls=off", is_near=elsewhere))
    send(transport(smtp_sink.url))  # on this machine nobody sits on the line
    assert len(smtp_sink.mails) == 2


@pytest.mark.database("sqlite")
def test_what_was_not_sent_waits_and_the_log_says_what_to_do(app_context, settings, smtp_sink, caplog):
    with transaction():
        mail.enqueue("a cause", "ada@example.org", "A subject", "A body.")
    made = Transport.of(dataclasses.replace(settings, mail_url=smtp_sink.url))
    mail.send_due(dataclasses.replace(made, is_near=elsewhere))
    assert "?starttls=off at the end of DISCUSS_MAIL_URL" in caplog.text
    assert smtp_sink.mails == []


@pytest.mark.parametrize(
    ("address", "near"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("192.168.1.5", False), ("fe80::1%eth0", False)],
)
def test_only_this_machine_is_near(address, near):
    assert on_this_machine(address) is near
