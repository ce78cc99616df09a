"""What the tests run against: real databases, a real Redis, a real browser, the real server, a mail server."""
