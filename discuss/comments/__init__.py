"""Comments: posting, threading, editing, drafts, and the page of a story with its discussion."""
