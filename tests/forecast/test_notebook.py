"""The notebook of the documentation runs, and prints what it shows."""

import json

from scripts.make_notebook import CELLS, NOTEBOOK, run


def test_the_notebook_shows_what_its_cells_print():
    shown = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert [(c["cell_type"], "".join(c["source"])) for c in shown] == CELLS
    assert [c.get("outputs") for c in run(CELLS)] == [c.get("outputs") for c in shown]
