"""All tests. The folders mirror the packages; ``services`` starts what they run against."""
