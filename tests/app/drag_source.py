#!/usr/bin/env python3
# A window that files can be dragged from, as from a file manager: gives the addresses on its command
# line as a list of files, and says on its standard output how the drag ended.
# SPDX-License-Identifier: GPL-3.0-or-later

import sys

import gi

gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def say(word):
    print(word, flush=True)


def prepare(source, x, y):
    # The form in which all toolkits pass files on: lines that end as in mail.
    lines = ''.join(address + '\r\n' for address in sys.argv[1:])
    return Gdk.ContentProvider.new_for_bytes('text/uri-list', GLib.Bytes.new(lines.encode()))


def activate(application):
    frames = []
    # Not from the label: it would begin to select text instead.
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY | Gdk.DragAction.MOVE)
    source.connect('prepare', prepare)
    source.connect('drag-begin', lambda *args: say('begin'))
    source.connect('drag-cancel', lambda *args: say('cancel'))
    source.connect('drag-end', lambda *args: say('end'))
    area = Gtk.Box()
    area.add_controller(source)
    window = Gtk.ApplicationWindow(application=application, title='Drag source', child=area,
                                   default_width=200, default_height=200)
    window.connect('map', lambda *args: window.get_frame_clock().connect(
        'after-paint', lambda clock: frames.append(0) or len(frames) == 2 and say('ready')))
    window.present()


program = Gtk.Application()
program.connect('activate', activate)
program.run()
