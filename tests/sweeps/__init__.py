"""Sweeps: every address, asked as everybody, for what must not be seen and what must not be stored."""
