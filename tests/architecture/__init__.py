"""The rules that keep the code findable and safe, as tests: each says in its name what to do."""
