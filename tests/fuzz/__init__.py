"""Changed files of projects, to which each reader must have an answer: `python -m tests.fuzz --inputs 100000`."""
