"""Pace."""


def next_allowed(times, now, *, newcomer):
    return None
