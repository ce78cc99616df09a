"""Tests of the checks as owners set them."""
