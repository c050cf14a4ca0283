/* What the helper exports on a bus is what the description of its interface says, which clients are
 * made from. The path of the description is the program's argument.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "exported.h"
#include "helper/helper.h"
#include "helper/methods.h"

static int
add (sd_bus *bus)
{
  static HnHelper helper = { .scope = HN_SCOPE_USER };

  helper.bus = bus;

  return hn_methods_add (&helper);
}

int
main (int argc, char **argv)
{
  return exported_main (argc, argv, HN_HELPER_PATH, HN_HELPER_INTERFACE,
                        "method Try: unit:s settings:a(ss)", add);
}
