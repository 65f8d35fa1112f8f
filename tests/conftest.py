"""What a test run says at its end."""

from collections import Counter, defaultdict


def pytest_terminal_summary(terminalreporter):
    """Print what was not run and why, exercises × answers, and the totals.

    Each answer's test leaves its facts as user properties of its report, which
    pytest-xdist carries from the workers to the process that prints.
    """
    reasons = Counter(
        str(report.longrepr[-1]).removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
    )
    for reason, count in reasons.items():
        terminalreporter.write_line(f"NOT RUN: {count} tests: {reason}")
    rows = defaultdict(lambda: defaultdict(list))
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            facts = dict(getattr(report, "user_properties", ()))
            if "chapter" in facts:
                row = rows[
                    facts["chapter"], facts["number"], facts["exercise"]
                ]
                row[facts["kind"]].append((facts, outcome == "passed"))
    if not rows:
        return
    write = terminalreporter.write_line
    terminalreporter.section(
        "answers: points earned (! marks one that is not as it must be)"
    )
    totals, slowest = defaultdict(lambda: [0, 0]), 0.0
    table = [("exercise", "points", "solution", "untouched", "right", "wrong")]
    for (chapter, _, exercise), kinds in sorted(rows.items()):
        cells = {}
        for kind, results in kinds.items():
            marks = []
            for facts, fine in results:
                marks.append(f"{facts['earned']:g}" + ("" if fine else "!"))
                totals[kind][0] += fine
                totals[kind][1] += 1
                slowest = max(slowest, facts["seconds"])
            cells[kind] = " ".join(marks)
        worth = next(iter(kinds.values()))[0][0]["possible"]
        told = [cells.get(kind, "-") for kind in table[0][2:]]
        table.append((f"{chapter} {exercise}", f"{worth:g}", *told))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(w) for cell, w in zip(row, widths, strict=True))
        write("  ".join(cells).rstrip())
    counted = ", ".join(
        f"{fine} of {count} {kind}" for kind, (fine, count) in totals.items()
    )
    write(f"as they must be: {counted}; slowest answer {slowest:.2f} s")
