"""The programs behind `make`: environment, notebooks, exercises, book, lab."""
