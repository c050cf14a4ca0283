#!/usr/bin/env python3
# Gives the window files and folders: drags them onto it from another program, and chooses them in
# the dialogs. Needs a display and a session bus with accessibility.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import subprocess
import sys
import time

from page_driver import Atspi, children, main, settle, showing
from window_driver import PLAIN, Base

DRAG_SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'drag_source.py')


def uri(path):
    return pathlib.Path(path).as_uri()


class Drag(Base):
    """The window on the left, the other program beside it, and a pointer that is moved."""

    WIDTH = 900

    def start_beside(self, *words):
        self.start('--size', f'{self.WIDTH}x600', *words)
        self.app.wait('entry', 'Search services')
        self.place(self.window(), 0)

    def place(self, window, x):
        subprocess.run(['xdotool', 'windowmove', '--sync', window, str(x), '0'], check=True)

    def pointer(self, *words):
        subprocess.run(['xdotool', *map(str, words)], check=True)

    def take(self, *addresses):
        """Takes hold of the files, and holds them over the window."""
        self.source = subprocess.Popen([sys.executable, DRAG_SOURCE, *addresses],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.addCleanup(self.let_go)
        os.set_blocking(self.source.stdout.fileno(), False)
        self.wait_word('ready')
        found = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--pid',
                                str(self.source.pid), '--name', 'Drag source'], check=True,
                               capture_output=True, text=True)
        self.place(found.stdout.split()[-1], self.WIDTH + 100)
        # The first steps say that this is a drag and not a click.
        x = self.WIDTH + 200
        for attempt in range(20):
            self.pointer('mousemove', x, 110, 'mousedown', 1)
            for step in range(1, 8):
                self.pointer('mousemove', x - 10 * step, 110)
                time.sleep(0.02 * attempt)
            if self.says('begin'):
                break
            self.pointer('mouseup', 1)
        else:
            self.fail('nothing is dragged')
        for step in range(1, 9):
            self.pointer('mousemove', x - 70 - 90 * step, 300)

    def says(self, word):
        """Whether the other program says so soon."""
        for _ in range(20):
            if self.source.stdout.readline().decode().strip() == word:
                return True
            time.sleep(0.1)
        return False

    def wait_word(self, *words):
        """Waits for what the other program says next."""
        word = settle(self.source.stdout.readline, words).decode().strip()
        self.assertIn(word, words)
        return word

    def let_go(self):
        """Ends the other program; in the midst of a drag, that ends as well."""
        if self.source.poll() is None:
            self.pointer('key', 'Escape', 'mouseup', 1)
            self.source.terminate()
            self.source.wait()
            self.source.stdout.close()

    def drop(self, *addresses):
        """Drops the files, and returns whether the window took them."""
        self.take(*addresses)
        time.sleep(0.3)
        self.pointer('mouseup', 1)
        taken = self.wait_word('end', 'cancel') == 'end'
        self.let_go()
        return taken

    def wait_message(self, *parts):
        return settle(lambda: next((text for text in self.labels()
                                    if all(part in text for part in parts)), None),
                      f'a message with {parts}')

    def test_unit_file(self):
        self.start_beside()
        self.assertTrue(self.drop(uri(self.write('a mine.service', PLAIN.format('Mine')))))
        self.wait_message('a mine.service', 'the name of a service')
        self.assertTrue(self.drop(uri(self.write('mine.service', PLAIN.format('Mine')))))
        self.app.wait('heading', 'mine.service')

    def test_root_folder(self):
        self.start_beside()
        self.app.wait('label', 'No Message Bus')
        self.assertTrue(self.drop(uri(self.root)))
        self.wait_names('apple', 'banana', 'cherry')
        self.app.wait('label', f'Installed in {self.root}')

    def test_folder_without_a_system(self):
        self.start_beside()
        self.assertTrue(self.drop(uri(self.folder + '/schemas')))
        self.app.wait('label', 'No Services')
        self.wait_message('“etc” and “usr”')

    def test_several_files(self):
        self.start_beside()
        self.assertTrue(self.drop(*(uri(self.write(f'{name}.service', PLAIN.format(name)))
                                    for name in ('first', 'second', 'third'))))
        self.wait_message('Of several files, one is opened: first.service')
        self.app.wait('heading', 'first.service')

    def test_no_unit_file(self):
        self.start_beside(self.root)
        self.wait_names('apple', 'banana', 'cherry')
        self.assertTrue(self.drop(uri(self.write('holiday.png', '\x89PNG'))))
        self.wait_message('holiday.png', 'ends in “.service”')
        # Nothing is lost that was there before.
        self.wait_names('apple', 'banana', 'cherry')

    def test_unreadable_file(self):
        self.start_beside()
        path = self.write('secret.service', PLAIN.format('Secret'))
        os.chmod(path, 0)
        self.assertTrue(self.drop(uri(path)))
        self.wait_message(path, 'Permission denied')

    def test_unreadable_folder(self):
        folder = os.path.join(self.folder, 'closed')
        os.mkdir(folder, 0o000)
        self.addCleanup(os.chmod, folder, 0o700)
        self.start_beside()
        self.assertTrue(self.drop(uri(folder)))
        self.app.wait('label', 'Not Permitted')
        self.wait_message(folder)

    def test_file_that_is_gone(self):
        self.start_beside()
        path = os.path.join(self.folder, 'gone.service')
        self.assertTrue(self.drop(uri(path)))
        self.wait_message(path, 'No such file')

    def test_file_elsewhere(self):
        self.start_beside()
        self.assertTrue(self.drop('https://example.org/web.service'))
        self.wait_message('Only files of this machine can be opened')

    def test_dropped_twice_counts_the_last(self):
        self.start_beside()
        for name in ('one', 'two'):
            self.drop(uri(self.write(f'{name}.service', PLAIN.format(name))))
        self.app.wait('heading', 'two.service')

    def test_elsewhere_is_not_taken(self):
        self.start_beside()
        self.take(uri(self.root))
        self.pointer('mousemove', self.WIDTH + 600, 900)
        time.sleep(0.3)
        self.pointer('mouseup', 1)
        self.assertEqual(self.wait_word('end', 'cancel'), 'cancel')
        self.app.wait('label', 'No Message Bus')


class Dialogs(Base):
    """By keyboard alone, as GTK's own dialog is used."""

    def open(self, key, title):
        self.take_focus()
        self.keys(key)
        settle(self.frames, title)
        found = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--pid',
                                str(self.app.process.pid), '--name', title], check=True,
                               capture_output=True, text=True)
        self.dialog = found.stdout.split()[-1]

    def press(self, key):
        """Without a window manager the window below may take the keys for itself, at a moment of
        its own; so the dialog is given them for each. It may have closed just now."""
        subprocess.run(['xdotool', 'windowfocus', '--sync', self.dialog], stderr=subprocess.DEVNULL,
                       check=False)
        self.keys(key)

    def cancel(self):
        def is_closed():
            if self.frames():
                self.press('Escape')
                time.sleep(1)
            return not self.frames()
        settle(is_closed, 'the dialog to close')

    def frames(self):
        return [node for node in children(self.app.node)
                if node.get_role_name() == 'dialog' and showing(node)]

    def wait_closed(self):
        settle(lambda: not self.frames(), 'the dialog to close')

    def path_entry(self):
        return next((node for node in self.app.walk(self.frames()[0])
                     if node.get_role_name() == 'text'), None)

    def open_path_entry(self):
        """Presses the slash, which opens the entry wherever in the dialog the focus is."""
        if not self.path_entry():
            self.press('slash')
            time.sleep(1)
        return self.path_entry()

    def choose_path(self, path):
        # The entry completes what is typed, in its own time, so the rest is not typed.
        settle(self.open_path_entry, 'the entry for a path')
        entry = self.path_entry()
        Atspi.EditableText.set_text_contents(entry.get_editable_text_iface(), path)
        settle(lambda: self.app.text_of(self.path_entry()) == path, f'{path} in the dialog')
        self.press('Return')

    def test_unit_file(self):
        path = self.write('mine.service', PLAIN.format('Mine'))
        self.start_with_root()
        self.open('ctrl+o', 'Open Unit File')
        self.choose_path(path)
        self.app.wait('heading', 'mine.service')
        self.wait_closed()

    def test_unit_file_cancelled(self):
        self.start_with_root()
        self.open('ctrl+o', 'Open Unit File')
        self.cancel()
        # Without a word, and as it was.
        self.wait_names('apple', 'banana', 'cherry')
        self.assertEqual([text for text in self.labels() if 'ismiss' in text], [])

    def test_root_folder(self):
        self.start()
        self.app.wait('label', 'No Message Bus')
        self.open('ctrl+shift+o', 'Open Root Folder')
        self.choose_path(self.root)
        self.wait_names('apple', 'banana', 'cherry')
        self.wait_closed()

    def test_root_folder_cancelled(self):
        self.start_with_root()
        self.open('ctrl+shift+o', 'Open Root Folder')
        self.cancel()
        self.wait_names('apple', 'banana', 'cherry')

    def test_root_folder_from_the_page(self):
        """The button of the page that says that there is no bus."""
        self.start()
        self.app.press('Open Root Folder…')
        dialog = settle(self.frames, 'the dialog')[0]
        self.assertEqual(dialog.get_name(), 'Open Root Folder')

    def test_window_closed_under_the_dialog(self):
        self.start_with_root()
        self.open('ctrl+o', 'Open Unit File')
        status, errors = self.app.quit()
        self.assertEqual((status, errors), (0, ''))


class CommandLine(Base):
    def test_several_files(self):
        self.start(*(self.write(f'{name}.service', PLAIN.format(name))
                     for name in ('first', 'second')))
        # First, because a message goes by.
        self.app.wait('label', 'Of several files, one is opened: first.service')
        self.app.wait('heading', 'first.service')


if __name__ == '__main__':
    main()
