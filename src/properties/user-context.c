/* What specifiers stand for in a user's own services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/user-context.h"

#include <unistd.h>

void
hn_user_context_fill (HnUnitContext *context, gboolean own)
{
  static char *id;
  static char *runtime_dir;

  g_return_if_fail (context != NULL);

  if (g_once_init_enter (&id))
    g_once_init_leave (&id, g_strdup_printf ("%u", (guint) getuid ()));
  if (g_once_init_enter (&runtime_dir))
    {
      const char *given = g_getenv ("XDG_RUNTIME_DIR");

      g_once_init_leave (&runtime_dir, given != NULL && given[0] == '/'
                                           ? g_strdup (given)
                                           : g_strconcat ("/run/user/", id, NULL));
    }

  context->user_name = own ? g_get_user_name () : "user";
  context->user_id = own ? id : "1000";
  context->home = own ? g_get_home_dir () : "/home/user";
  context->runtime_dir = own ? runtime_dir : "/run/user/1000";
}
