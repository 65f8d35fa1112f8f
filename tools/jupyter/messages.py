# A failing test shows its message alone. Without this cell all works too, with more text.
import textwrap


def _show_message(shell, kind, error, trace, tb_offset=None):
    in_test = shell.user_ns["In"][-1].startswith("# Tests of exercise")
    if isinstance(error, NotImplementedError) and not str(error):
        told = "Not answered yet: replace raise NotImplementedError() by your answer."
    elif in_test and isinstance(error, NameError):
        told = f"{error}. Run the setup cell, then this exercise from its top."
    elif in_test and isinstance(error, AssertionError):
        told = str(error)
    else:
        return shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    lines = (textwrap.fill(line, 92) for line in told.split("\n"))
    shell._showtraceback(kind, error, ["\n".join(lines)])


if hasattr(get_ipython(), "kernel"):
    get_ipython().set_custom_exc(
        (AssertionError, NameError, NotImplementedError), _show_message
    )
