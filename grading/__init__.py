"""Grade a folder of submissions: `python -m grading`."""
