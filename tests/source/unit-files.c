/* Prints which files the loader finds for services, for the tests that hold it against a running
 * systemd: unit-files [--user], names on standard input, one line each on standard output: the
 * name, all names of the service, its unit file and its drop-ins, with tabs between them and spaces
 * within.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "source/files/unit-loader.h"

int
main (int argc, char **argv)
{
  HnScope scope = argc > 1 && strcmp (argv[1], "--user") == 0 ? HN_SCOPE_USER : HN_SCOPE_SYSTEM;
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (NULL, scope, 0);
  char unit[512];

  while (fgets (unit, sizeof unit, stdin) != NULL)
    {
      unit[strcspn (unit, "\n")] = '\0';

      g_auto (GStrv) names = hn_unit_loader_dup_names (loader, unit);
      g_autofree char *all_names = g_strjoinv (" ", names);
      g_autofree char *fragment = NULL;
      g_autofree char *all_drop_ins = NULL;
      g_auto (GStrv) drop_ins = NULL;

      if (hn_unit_loader_find (loader, unit, &fragment, &drop_ins, NULL))
        all_drop_ins = g_strjoinv (" ", drop_ins);
      printf ("%s\t%s\t%s\t%s\n", unit, all_names, fragment != NULL ? fragment : "",
              all_drop_ins != NULL ? all_drop_ins : "");
    }

  return 0;
}
