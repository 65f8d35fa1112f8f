"""Rules that every notebook of the book keeps.

Each guard takes a notebook and returns its faults, a line each that begins with the
cell's id. `test_guards.py` runs them over the book, and over inputs that they must
reject.
"""

from tests.guards.budget import says_its_time, within_budget
from tests.guards.cells import prose
from tests.guards.code import (
    code_can_be_read,
    imports_no_code_of_ours,
    no_absolute_path,
    no_legacy_api,
    reads_no_file,
)
from tests.guards.exercises import (
    examples_give_nothing_away,
    plain_markdown,
    tasks_are_short,
    tests_are_short,
    tests_say_why,
)
from tests.guards.outputs import (
    no_pictures_stored,
    no_stray_errors,
    outputs_are_current,
    outputs_exist,
)
from tests.guards.reading import (
    cells_are_short,
    claims_are_tested,
    figures_have_alt_text,
    ids_are_readable,
    spelling_is_british,
    tone_is_plain,
    us_spellings,
)
from tests.guards.references import covers, links_resolve

__all__ = [
    "covers",
    "links_resolve",
    "prose",
    "us_spellings",
]  # asked with more

EVERYWHERE = (
    ids_are_readable,
    no_pictures_stored,
    no_stray_errors,
    code_can_be_read,
    no_legacy_api,
    no_absolute_path,
    imports_no_code_of_ours,
    reads_no_file,
    spelling_is_british,
    tone_is_plain,
)
CHAPTER = (
    outputs_exist,
    outputs_are_current,
    figures_have_alt_text,
    cells_are_short,
    claims_are_tested,
    within_budget,
    says_its_time,
)
SOLUTION = (
    outputs_exist,
    outputs_are_current,
    tests_say_why,
    plain_markdown,
    tasks_are_short,
    tests_are_short,
    examples_give_nothing_away,
)
EXERCISE = (plain_markdown,)
