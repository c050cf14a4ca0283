#!/usr/bin/env python3
# Lists the sentences of the recipes, each once and with a remark, in a file that xgettext reads: it
# knows nothing of recipes. list-recipe-texts.py FOLDER [FILE]
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import sys

HEAD = """// The sentences of the recipes in data/services, for translators. Made by
// "meson compile -C BUILD recipe-texts".
// SPDX-License-Identifier: GPL-3.0-or-later
"""


def sentences(path):
    """Each sentence of a recipe, with what it is."""
    name = os.path.basename(path).removesuffix('.ini')
    section = None
    with open(path, encoding='utf-8') as file:
        for line in map(str.strip, file):
            if line.startswith('['):
                section = line[1:-1]
            elif line and line[0] not in '#;':
                key, value = (part.strip() for part in line.split('=', 1))
                if key == 'Title':
                    yield value, f'what a service is ({name})'
                elif key == 'PassesOn':
                    yield value, f'why nothing of this service should be closed ({name})'
                elif section in ('Needs', 'Seldom Needs', 'Copes'):
                    yield value.split('|')[0].strip(), f'why a service uses something ({name}: {key})'


def listing(folder):
    found = {}
    for file in sorted(os.listdir(folder)):
        if file.endswith('.ini'):
            for text, remark in sentences(os.path.join(folder, file)):
                found.setdefault(text, remark)
    lines = []
    for text, remark in found.items():
        quoted = text.replace('\\', '\\\\').replace('"', '\\"')
        lines += ['', f'// Translators: {remark}', f'_("{quoted}")']
    return HEAD + '\n'.join(lines) + '\n'


if __name__ == '__main__':
    text = listing(sys.argv[1])
    if len(sys.argv) > 2:
        with open(sys.argv[2], 'w', encoding='utf-8') as out:
            out.write(text)
    else:
        sys.stdout.write(text)
