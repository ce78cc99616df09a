"""Stories: their parts, revisions, the forms they are imported and exported in, and the editors' pages."""
