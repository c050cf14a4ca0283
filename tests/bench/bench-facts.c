/* How long it takes to find out what the machine shows of all its services: their sockets,
 * processes and capabilities. Which these are, their control groups tell. Prints one JSON object,
 * times in milliseconds.
 *
 *   bench-facts [ROUNDS]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>

#include "source/facts/machine-look.h"

#define GROUPS "/sys/fs/cgroup"

/* Adds the control groups of the services below @group. */
static void
find_services (const char *group, GPtrArray *groups)
{
  g_autofree char *path = g_strconcat (GROUPS, group, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_strconcat (group, "/", name, NULL);
      g_autofree char *child_path = g_strconcat (GROUPS, child, NULL);

      if (!g_file_test (child_path, G_FILE_TEST_IS_DIR))
        continue;
      if (g_str_has_suffix (name, ".service"))
        g_ptr_array_add (groups, g_steal_pointer (&child));
      else
        find_services (child, groups);
    }
}

static guint32
read_main_pid (const char *group)
{
  g_autofree char *path = g_strconcat (GROUPS, group, "/cgroup.procs", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? (guint32) g_ascii_strtoull (text, NULL, 10)
                                                       : 0;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

int
main (int argc, char *argv[])
{
  int rounds = argc > 1 ? atoi (argv[1]) : 51;
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (g_free);
  g_autofree gint64 *times = g_new (gint64, rounds);
  gint64 median;
  guint processes = 0, listeners = 0;

  find_services ("", groups);
  for (int round = 0; round < rounds; round++)
    {
      g_autoptr (GPtrArray) looks =
          g_ptr_array_new_with_free_func ((GDestroyNotify) hn_machine_look_free);
      gint64 begin;

      for (guint i = 0; i < groups->len; i++)
        {
          HnMachineLook *look = hn_machine_look_new ();

          look->group = g_strdup (groups->pdata[i]);
          look->main_pid = read_main_pid (look->group);
          g_ptr_array_add (looks, look);
        }
      begin = g_get_monotonic_time ();
      hn_machine_look (looks, "");
      times[round] = g_get_monotonic_time () - begin;

      processes = listeners = 0;
      for (guint i = 0; i < looks->len; i++)
        {
          const HnServiceFacts *facts = ((HnMachineLook *) looks->pdata[i])->facts;

          for (guint j = 0; j < facts->runs_as->len; j++)
            processes += ((HnRunsAs *) facts->runs_as->pdata[j])->n;
          listeners += facts->listeners->len;
        }
    }
  qsort (times, rounds, sizeof *times, compare_times);
  median = times[rounds / 2];
  g_print ("{\"services\": %u, \"processes\": %u, \"listeners\": %u, \"median\": %.3f, "
           "\"slowest\": %.3f}\n",
           groups->len, processes, listeners, (double) median / 1000,
           (double) times[rounds - 1] / 1000);

  return EXIT_SUCCESS;
}
