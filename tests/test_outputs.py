"""Outputs are compared number by number: what must fail, and what may differ."""

import copy

import pytest
from nbformat.v4 import (
    new_code_cell,
    new_notebook,
    new_output,
)

from tools.normal_form import normalise
from tools.notebooks import keep_what_agrees
from tools.outputs import differences, settled

TABLE = """<table border="1" class="dataframe">
  <tr><th></th><th>loss</th><th>calls</th></tr>
  <tr><td>BFGS</td><td>0.0312</td><td>64</td></tr>
  <tr><td>Powell</td><td>4.31e-06</td><td>~1,797</td></tr>
</table>"""


def glued(name, value):
    """Return the output that glue leaves for a number: under this one type alone."""
    return new_output(
        "display_data",
        data={"application/papermill.record/text/plain": value},
        metadata={"scrapbook": {"name": name}},
    )


def notebook():
    """Return a notebook whose outputs hold each kind of number."""
    text = (
        "accuracy 0.879 at threshold -0.25 after 146 calls\n"
        "converged: True  about ~155 steps, tolerance 1e-07\n"
        "float32 array([0.12, 3.40]) on 2026-01-31\n"
    )
    table = {"text/html": TABLE, "text/plain": "  loss\n0.0312\n4.31e-06"}
    cells = [
        new_code_cell(
            "print(…)", id="text", outputs=[new_output("stream", text=text)]
        ),
        new_code_cell(
            "table",
            id="table",
            outputs=[new_output("execute_result", data=table)],
        ),
        new_code_cell(
            "formula",
            id="formula",
            outputs=[
                new_output(
                    "display_data",
                    data={
                        "text/latex": "$0.25 x^{12}$",
                        "application/json": {"loss": [0.5, {"calls": 64}]},
                    },
                )
            ],
        ),
        new_code_cell(
            "1 / 0",
            id="error",
            outputs=[
                new_output(
                    "error",
                    ename="ValueError",
                    evalue="loss 0.31 at 64",
                    traceback=["…"],
                )
            ],
        ),
        new_code_cell(
            "glue(…)",
            id="glue",
            outputs=[glued("corr", "0.412"), glued("about-calls", "310")],
        ),
    ]
    return normalise(new_notebook(cells=cells))


def stream(old, new):
    """Return a change of the printed text."""

    def change(cells):
        output = cells["text"].outputs[0]
        assert old in output.text
        output.text = output.text.replace(old, new, 1)

    return change


def html(old, new):
    """Return a change of the table."""

    def change(cells):
        data = cells["table"].outputs[0].data
        assert old in data["text/html"]
        data["text/html"] = data["text/html"].replace(old, new, 1)

    return change


def glue(number, value):
    """Return a change of a glued number."""

    def change(cells):
        for mime in cells["glue"].outputs[number].data:
            cells["glue"].outputs[number].data[mime] = value

    return change


def formula(mime, value):
    """Return a change of what is neither printed nor a table."""

    def change(cells):
        cells["formula"].outputs[0].data[mime] = value

    return change


def error(**changes):
    """Return a change of an error that is meant."""
    return lambda cells: cells["error"].outputs[0].update(changes)


def to_stderr(cells):
    cells["text"].outputs[0].name = "stderr"


def swap(cells):
    cells["glue"].outputs.reverse()


def rename(cells):
    cells["glue"].outputs[0].metadata["scrapbook"]["name"] = "correlation"


FAULTS = {
    "third figure": stream("0.879", "0.874"),
    "two in the last digit": stream("0.879", "0.877"),
    "sign": stream("-0.25", "0.25"),
    "a count 30 % off": stream("146", "190"),
    "a count one off": stream("146", "147"),
    "a word": stream("True", "False"),
    "exponent": stream("1e-07", "1e-08"),
    "whole mantissa": stream("1e-07", "2e-07"),
    "a lost mark": stream("~155", "155"),
    "marked, three times as much": stream("~155", "~465"),
    "marked, other sign": stream("~155", "~-155"),
    "type": stream("float32", "float64"),
    "nan": stream("0.12", "nan"),
    "date": stream("2026-01-31", "2026-01-30"),
    "a line more": stream("converged", "one line more\nconverged"),
    "a line fewer": stream("float32 array([0.12, 3.40]) on 2026-01-31\n", ""),
    "an empty line more": stream("\nconverged", "\n\nconverged"),
    "a number more": stream("3.40]", "3.40, 3.41]"),
    "fewer digits, other value": stream("0.879", "0.9"),
    "cell of a table": html("0.0312", "0.0412"),
    "count in a table": html(">64<", ">65<"),
    "exponent in a table": html("4.31e-06", "4.31e-05"),
    "column of a table": html("<th>calls</th>", "<th>steps</th>"),
    "row of a table": html(
        "  <tr><td>BFGS</td><td>0.0312</td><td>64</td></tr>\n", ""
    ),
    "mark in a table": html("~1,797", "1,797"),
    "glued number": glue(0, "0.442"),
    "about, factor 2.5": glue(1, "775"),
    "glued word": glue(0, "'none'"),
    "renamed glue": rename,
    "order of outputs": swap,
    "printed as a warning": to_stderr,
    "count that became a decimal": stream("146", "146.0"),
    "count in a table that became a decimal": html(">64<", ">64.0<"),
    "indentation": stream("converged", "  converged"),
    "power in a formula": formula("text/latex", "$0.25 x^{13}$"),
    "coefficient of a formula": formula("text/latex", "$0.28 x^{12}$"),
    "nested value": formula(
        "application/json", {"loss": [0.5, {"calls": 65}]}
    ),
    "an error's type": error(ename="TypeError"),
    "an error's count": error(evalue="loss 0.31 at 65"),
    "an output fewer": lambda cells: cells["glue"].outputs.pop(),
    "an output more": lambda cells: cells["glue"].outputs.append(
        glued("more", "1")
    ),
    "a kind of output": lambda cells: (
        cells["table"].outputs[0].data.pop("text/html")
    ),
}
HARMLESS = {
    "last digit, up": stream("0.879", "0.880"),
    "last digit, down": stream("-0.25", "-0.26"),
    "marked, a third more": stream("~155", "~201"),
    "marked, half": stream("~155", "~78"),
    "padding beside a wider number": stream("about ~155", "about   ~98"),
    "formula, last digit": formula("text/latex", "$0.26 x^{12}$"),
    "an error's decimal": error(evalue="loss 0.32 at 64"),
    "last digit in a table": html("0.0312", "0.0313"),
    "last digit behind an exponent": html("4.31e-06", "4.32e-06"),
    "marked in a table": html("~1,797", "~1,204"),
    "glued, last digit": glue(0, "0.413"),
    "about, half as much again": glue(1, "465"),
}


def changed(change):
    """Return the notebook with one change."""
    nb = copy.deepcopy(notebook())
    change({cell.id: cell for cell in nb.cells})
    return nb


@pytest.mark.parametrize("what", FAULTS)
def test_a_planted_fault_is_found(what):
    found = differences(notebook(), changed(FAULTS[what]))
    assert found and all(
        line.startswith(("text:", "table:", "formula:", "error:", "glue:"))
        for line in found
    )


@pytest.mark.parametrize("what", HARMLESS)
def test_what_a_processor_may_change_is_accepted(what):
    assert not differences(notebook(), changed(HARMLESS[what]))


@pytest.mark.parametrize("what", HARMLESS)
def test_stored_digits_are_kept_where_they_agree(what):
    assert keep_what_agrees(notebook(), changed(HARMLESS[what])) == notebook()


def test_new_digits_are_stored_where_they_do_not_agree():
    new = changed(FAULTS["third figure"])
    assert (
        "0.874" in keep_what_agrees(notebook(), new).cells[0].outputs[0].text
    )


def test_a_difference_is_told_by_cell_and_line():
    (told,) = differences(notebook(), changed(stream("146", "190")))
    assert told == (
        "text: stored 'stdout accuracy 0.879 at threshold -0.25 after 146 calls', "
        "now 'stdout accuracy 0.879 at threshold -0.25 after 190 calls'"
    )


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("x1 = 2.50", "x1 = 2.51"),
        ("version 1.2.3", "version 1.2.3"),
        ("-0.0", "0.0"),
        ("0.00", "-0.01"),
        ("12,345.6", "12,345.7"),
        ("(0.5, 1.25)", "(0.5, 1.26)"),
        ("99.9 %", "100.0 %"),
        ("inf nan 1.0", "inf nan 1.0"),
        ("9.99e-06", "1.00e-05"),
        ("1.54e+05", "1.55e+05"),
        ("[1.   0.5 ]", "[0.99 0.5 ]"),
        ("(0.50+1.25j)", "(0.51+1.24j)"),
    ],
)
def test_text_that_agrees_settles_to_the_stored(stored, new):
    assert settled(stored, new) == stored


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("x1 = 2", "x2 = 2"),
        ("version 1.2.3", "version 1.3.3"),
        ("BUG-OPT-03", "BUG-OPT-04"),
        ("3.0", "4.0"),
        ("0x1f", "0x2f"),
        ("1,797", "1797"),
        ("inf", "1e308"),
        ("a 0.5", "a 0.5\n"),
        ("64", "64.0"),
        ("146", "145.9"),
        ("1e-07", "3e-07"),
        ("1e-07", "1.1e-07"),
        ("[1.e-07 3.e-07]", "[2.e-07 3.e-07]"),
        ("3.", "4."),
        ("2.5x", "2.6x"),
        ("1.5E-07", "3.5E-07"),
        ("0.30000000000000004", "0.3"),
        (f"0.{'3' * 30}1{'3' * 20}", f"0.{'3' * 30}4{'3' * 20}"),
        ("(0.50+1.25j)", "(0.50-1.25j)"),
        ("~0", "~1"),
        ("a  0.5", "a 0.5"),
    ],
)
def test_text_that_does_not_agree_stays_new(stored, new):
    assert settled(stored, new) == new
