"""The learner's copies: added when new, never overwritten."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tools.lab import add_exercises, release_of
from tools.paths import ROOT

NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def release(tmp_path):
    """Return a function that publishes a version of the exercises of one chapter."""
    path = tmp_path / "exercises" / "02-optimize" / "02-optimize.ipynb"
    path.parent.mkdir(parents=True)

    def publish(version):
        path.write_text(
            json.dumps(
                NOTEBOOK
                | {
                    "cells": [
                        {
                            "id": "task",
                            "cell_type": "markdown",
                            "source": f"Task, version {version}",
                        }
                    ]
                }
            )
        )
        return path

    publish(1)
    return publish


def work_in(path, answer):
    """Change a learner's copy as JupyterLab would."""
    nb = json.loads(path.read_text())
    nb["cells"] = [answer]
    path.write_text(json.dumps(nb))
    return path.read_bytes()


def names(paths):
    """Return the file names of some paths."""
    return [path.name for path in paths]


def test_a_first_copy_is_made_once(release, tmp_path):
    (copy,) = add_exercises(tmp_path)
    assert copy == tmp_path / "my-work" / "02-optimize" / "02-optimize.ipynb"
    assert add_exercises(tmp_path) == []


def test_answers_survive_updates_and_the_new_release_stands_beside(
    release, tmp_path
):
    (copy,) = add_exercises(tmp_path)
    mine = work_in(copy, "my answer")
    assert add_exercises(tmp_path) == []
    release(2)
    (second,) = add_exercises(tmp_path)
    assert second.name == "02-optimize-release-2.ipynb"
    work_in(second, "more")
    assert add_exercises(tmp_path) == []
    release(3)
    assert names(add_exercises(tmp_path)) == ["02-optimize-release-3.ipynb"]
    assert copy.read_bytes() == mine


def test_what_the_learner_cannot_see_is_no_new_release(release, tmp_path):
    add_exercises(tmp_path)
    path = release(1)
    notebook = json.loads(path.read_text())
    notebook["metadata"]["produced_by"] = {"lock_sha256": "another lock"}
    path.write_text(json.dumps(notebook))
    assert add_exercises(tmp_path) == []


def test_a_my_work_that_is_no_folder_is_refused(release, tmp_path):
    (tmp_path / "my-work").write_text("mine")
    with pytest.raises(SystemExit, match="rename it"):
        add_exercises(tmp_path)
    assert (tmp_path / "my-work").read_text() == "mine"


def test_a_copy_made_by_hand_is_known_while_untouched(release, tmp_path):
    folder = tmp_path / "my-work" / "02-optimize"
    folder.mkdir(parents=True)
    shutil.copy(release(1), folder)
    assert add_exercises(tmp_path) == []


@pytest.mark.parametrize("content", ["{broken", "[]", '{"metadata": []}', ""])
def test_a_file_that_cannot_be_read_is_left_alone(release, tmp_path, content):
    folder = tmp_path / "my-work" / "02-optimize"
    folder.mkdir(parents=True)
    broken = folder / "02-optimize.ipynb"
    broken.write_text(content)
    assert release_of(broken) is None
    assert names(add_exercises(tmp_path)) == ["02-optimize-release-2.ipynb"]
    assert broken.read_text() == content


def test_a_copy_renamed_by_the_learner_is_known(release, tmp_path):
    (copy,) = add_exercises(tmp_path)
    copy.rename(copy.with_name("done.ipynb"))
    assert add_exercises(tmp_path) == []


def test_our_settings_name_what_jupyterlab_has():
    share = Path(sys.prefix) / "share" / "jupyter"
    ours = ROOT / "tools" / "jupyter" / "labconfig"
    disabled = json.loads((ours / "page_config.json").read_text())
    for extension in disabled["disabledExtensions"]:
        assert (share / "labextensions" / extension).is_dir()
    overrides = json.loads(
        (ours / "default_setting_overrides.json").read_text()
    )
    for plugin, settings in overrides.items():
        package, name = plugin.split(":")
        schema = share / "lab" / "schemas" / package / f"{name}.json"
        assert set(settings) <= set(
            json.loads(schema.read_text())["properties"]
        )
