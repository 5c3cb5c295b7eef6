"""Read at its start by every Python process that has this folder on its path, also by those that tests start.

``PLANTED_FAULT`` names a JSON file (module, file, text, evaluated): the module gets that text instead of its own, and
when the changed expression is evaluated for the first time, an empty file ``evaluated`` is made.
"""

import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys


class _ChangedSource(importlib.machinery.SourceFileLoader):
    """Loads a module from changed text, past the compiled files that Python keeps of the true one."""

    text = ""

    def get_code(self, fullname):
        return compile(self.text, self.path, "exec", dont_inherit=True)


class _Planter(importlib.abc.MetaPathFinder):
    """Answers for one module, and for no other."""

    def __init__(self, module, file, text):
        self.module, self.file, self.text = module, file, text

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.module:
            return None
        loader = _ChangedSource(fullname, self.file)
        loader.text = self.text
        return importlib.util.spec_from_file_location(fullname, self.file, loader=loader)


def _plant(module, file, text, evaluated):
    noted = []

    def note():
        if not noted:
            noted.append(True)
            os.close(os.open(evaluated, os.O_CREAT | os.O_WRONLY))

    builtins.__fault_is_evaluated__ = note
    sys.meta_path.insert(0, _Planter(module, file, text))


if "PLANTED_FAULT" in os.environ:
    with open(os.environ["PLANTED_FAULT"], encoding="utf-8") as stream:
        _plant(**json.load(stream))
