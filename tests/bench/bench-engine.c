/* How long the engine takes for one unit, over the installed services of this machine: assessing
 * alone, and parsing the text of all its files and assessing it. The files are read beforehand; how
 * long it takes from the disk is said as well. Prints one JSON object, times in microseconds.
 *
 *   bench-engine [ROUNDS]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>
#include <time.h>

#include "engine/assessment.h"
#include "engine/unit-file.h"
#include "source/files/unit-loader.h"

typedef struct
{
  char *name;
  GStrv paths;      /* the unit file first */
  GPtrArray *texts; /* of GBytes */
} Unit;

static void
unit_free (gpointer data)
{
  Unit *unit = data;

  g_free (unit->name);
  g_strfreev (unit->paths);
  g_ptr_array_unref (unit->texts);
  g_free (unit);
}

static double
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (GArray *times)
{
  g_array_sort (times, compare_doubles);

  return g_array_index (times, double, times->len / 2);
}

/* Returns the unit with the text of its files, or NULL when it is no service that runs. */
static Unit *
read_unit (HnUnitLoader *loader, const char *name)
{
  g_autoptr (HnSettings) settings = hn_unit_loader_load (loader, name, NULL);
  g_autofree char *fragment = NULL;
  g_auto (GStrv) drop_ins = NULL;
  g_autoptr (GPtrArray) paths = NULL;
  Unit *unit;

  if (settings == NULL || !hn_unit_loader_find (loader, name, &fragment, &drop_ins, NULL))
    return NULL;

  paths = g_ptr_array_new ();
  g_ptr_array_add (paths, g_steal_pointer (&fragment));
  for (guint i = 0; drop_ins[i] != NULL; i++)
    g_ptr_array_add (paths, g_strdup (drop_ins[i]));
  g_ptr_array_add (paths, NULL);

  unit = g_new0 (Unit, 1);
  unit->name = g_strdup (name);
  unit->paths = (GStrv) g_ptr_array_steal (paths, NULL);
  unit->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; unit->paths[i] != NULL; i++)
    {
      char *text = NULL;
      gsize length;

      if (!g_file_get_contents (unit->paths[i], &text, &length, NULL))
        {
          unit_free (unit);
          return NULL;
        }
      g_ptr_array_add (unit->texts, g_bytes_new_take (text, length));
    }

  return unit;
}

static HnSettings *
parse (const Unit *unit, guint version)
{
  HnUnitContext context = { .unit = unit->name,
                            .scope = HN_SCOPE_SYSTEM,
                            .version = version,
                            .fragment_path = unit->paths[0] };
  HnSettings *settings = hn_settings_new (&context);

  for (guint i = 0; i < unit->texts->len; i++)
    {
      gsize length;
      const char *text = g_bytes_get_data (g_ptr_array_index (unit->texts, i), &length);

      hn_unit_file_parse (settings, unit->paths[i], text != NULL ? text : "", length);
    }
  hn_unit_file_finish (settings);

  return settings;
}

int
main (int argc, char *argv[])
{
  int rounds = argc > 1 ? atoi (argv[1]) : 101;
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (NULL, HN_SCOPE_SYSTEM, 0);
  g_auto (GStrv) names = hn_unit_loader_list (loader);
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func (unit_free);
  g_autoptr (GArray) assess = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) both = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) disk = g_array_new (FALSE, FALSE, sizeof (double));
  guint version = hn_unit_loader_get_version (loader);
  double slowest_assess = 0, slowest_both = 0;
  const char *slowest_unit = "";
  guint64 sum = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      Unit *unit = read_unit (loader, names[i]);

      if (unit != NULL)
        g_ptr_array_add (units, unit);
    }
  if (units->len == 0 || rounds < 1)
    {
      g_printerr ("bench-engine: no services to measure\n");
      return EXIT_FAILURE;
    }

  for (guint i = 0; i < units->len; i++)
    {
      const Unit *unit = g_ptr_array_index (units, i);
      g_autoptr (GArray) assess_one = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GArray) both_one = g_array_new (FALSE, FALSE, sizeof (double));
      double time;

      for (int round = 0; round < rounds; round++)
        {
          HnAssessment assessment;
          HnSettings *settings;
          double start = now_us (), end;

          settings = parse (unit, version);
          hn_assess (settings, NULL, &assessment);
          end = now_us ();
          time = end - start;
          g_array_append_val (both_one, time);
          sum += assessment.exposure;

          start = now_us ();
          hn_assess (settings, NULL, &assessment);
          end = now_us ();
          time = end - start;
          g_array_append_val (assess_one, time);
          sum += assessment.exposure;
          hn_settings_free (settings);

          if (round < 5)
            {
              start = now_us ();
              settings = hn_unit_loader_load (loader, unit->name, NULL);
              if (settings != NULL)
                hn_assess (settings, NULL, &assessment);
              end = now_us ();
              time = end - start;
              g_array_append_val (disk, time);
              hn_settings_free (settings);
            }
        }

      g_array_append_vals (assess, assess_one->data, assess_one->len);
      g_array_append_vals (both, both_one->data, both_one->len);
      slowest_assess = MAX (slowest_assess, median (assess_one));
      time = median (both_one);
      if (time > slowest_both)
        {
          slowest_both = time;
          slowest_unit = unit->name;
        }
    }

  /* The sum keeps the compiler from leaving anything out. */
  g_print ("{\"units\":%u,\"assess\":%.2f,\"assess_slowest\":%.2f,\"parse\":%.2f,"
           "\"parse_slowest\":%.2f,\"parse_slowest_unit\":\"%s\",\"disk\":%.2f,"
           "\"sum\":%" G_GUINT64_FORMAT "}\n",
           units->len, median (assess), slowest_assess, median (both), slowest_both, slowest_unit,
           median (disk), sum);

  return EXIT_SUCCESS;
}
