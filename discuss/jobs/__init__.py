"""Work without a browser: what runs after commits and at intervals, in the web process or beside it."""
