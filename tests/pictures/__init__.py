"""The pictures of the help, taken from the real pages on the demonstration: `.venv/bin/python -m tests.pictures`."""
