"""Open data: what a dataset holds, in which words, under which licence, and how it becomes files."""
