"""The demo site: stories, people and threads in the product's own words, and how they are loaded."""
