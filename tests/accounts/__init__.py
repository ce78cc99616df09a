"""Tests of accounts: signing up and in, mailed links, one's own pages, and leaving."""
