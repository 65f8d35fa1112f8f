"""The programs behind `make`: environment, notebooks, exercises, book, lab."""

import sys

from tools.surroundings import settle

settle()

# nbformat loads jsonschema, which, where this package is installed, compiles the grammar
# of web addresses for a second and more: every command of ours would wait for it, and no
# notebook has a field of that format. jsonschema does without it, as without any other
# package of that kind.
sys.modules.setdefault("rfc3987_syntax", None)
