/* What the observer exports on a bus is what the description of its interface says, which clients
 * are made from. The path of the description is the program's argument.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "exported.h"
#include "observer/methods.h"
#include "observer/observer.h"

static int
add (sd_bus *bus)
{
  static HnObserver observer = { .folder_fd = -1 };

  observer.bus = bus;

  return hn_observer_methods_add (&observer);
}

int
main (int argc, char **argv)
{
  return exported_main (argc, argv, HN_OBSERVER_PATH, HN_OBSERVER_INTERFACE,
                        "method Watch: scope:s uid:u unit:s seconds:u", add);
}
