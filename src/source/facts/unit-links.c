/* UNIT.wants/ and UNIT.requires/ hold links that bear the names of units; an alias is a link to a
 * file of another name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/unit-links.h"

#include <gio/gio.h>
#include <string.h>

#include "source/files/host.h"
#include "source/files/search-path.h"

struct _HnUnitLinks
{
  GStrv folders; /* by which they can be opened here */
};

HnUnitLinks *
hn_unit_links_new_in (const char *const *folders)
{
  HnUnitLinks *self = g_new0 (HnUnitLinks, 1);

  self->folders = g_strdupv ((char **) folders);

  return self;
}

HnUnitLinks *
hn_unit_links_new (HnScope scope, guint version)
{
  g_auto (GStrv) folders = hn_search_path_new ("", scope, version);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      char *path = hn_host_dup_path (folders[i]);

      g_free (folders[i]);
      folders[i] = path;
    }

  return hn_unit_links_new_in ((const char *const *) folders);
}

void
hn_unit_links_free (HnUnitLinks *self)
{
  g_strfreev (self->folders);
  g_free (self);
}

char *
hn_unit_links_dup_name (HnUnitLinks *self, const char *name)
{
  for (guint i = 0; strchr (name, '/') == NULL && self->folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (self->folders[i], name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);
      g_autofree char *found = target != NULL ? g_path_get_basename (target) : NULL;

      /* A link to /dev/null masks it. */
      if (found != NULL && g_str_has_suffix (found, ".service"))
        return g_steal_pointer (&found);
      if (found != NULL || g_file_test (path, G_FILE_TEST_EXISTS))
        break;
    }

  return g_strdup (name);
}

GStrv
hn_unit_links_list_wanted (HnUnitLinks *self, const char *target)
{
  static const char *const suffixes[] = { ".wants", ".requires" };
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();

  for (guint i = 0; self->folders[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (suffixes); j++)
      {
        g_autofree char *path = g_strconcat (self->folders[i], "/", target, suffixes[j], NULL);
        g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
        const char *name;

        while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
          if (g_str_has_suffix (name, ".service"))
            g_strv_builder_add (found, name);
      }

  return g_strv_builder_end (found);
}
