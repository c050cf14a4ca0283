# SPDX-License-Identifier: GPL-3.0-or-later
"""The attacks on the helper, by theme."""

import importlib

import attacks_base

THEMES = ("folders", "hiding", "paths", "mounts", "guards", "services", "values", "limits", "keepers", "words",
          "powers", "search", "accept", "history")


def run(tap, only=()):
    attacks_base.set_up()
    try:
        for theme in THEMES:
            if not only or theme in only:
                importlib.import_module(f"attacks_{theme}").run(tap)
    finally:
        attacks_base.clean_up()
