# A failing test shows its message alone. Without this cell all works too, with more text.
def _show_message(shell, kind, error, trace, tb_offset=None):
    in_test = shell.user_ns["In"][-1].startswith("# Tests of exercise")
    if isinstance(error, NotImplementedError) and not str(error):
        told = "Not answered yet: replace raise NotImplementedError() by your answer."
    elif in_test and isinstance(error, NameError):
        told = f"{error}. Run the setup cell, then your answer, then this cell again."
    elif in_test and isinstance(error, AssertionError):
        told = str(error)
    else:
        return shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    shell._showtraceback(kind, error, [told])


if hasattr(get_ipython(), "kernel"):
    get_ipython().set_custom_exc(
        (AssertionError, NameError, NotImplementedError), _show_message
    )
