"""The automatic checks as the owner has set them: versioned rows, the latest of each in force."""
