/* Which services are not restarted while people work is in the engine's table, that the window asks
 * as well; here is what it means for the helper, and which service the helper is itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/never-restart.h"

#include <fnmatch.h>

#include "engine/never-restart.h"

static const char *const helper[] = {
  "hardnut-helper.service",
  "hardnut-revert@*.service",
  NULL,
};

static gboolean
any_matches (const char *const *names,
             const char *const *patterns)
{
  for (; *names != NULL; names++)
    for (guint i = 0; patterns[i] != NULL; i++)
      if (fnmatch (patterns[i], *names, 0) == 0)
        return TRUE;

  return FALSE;
}

gboolean
hn_never_restart (const char *const *names,
                  HnScope            scope)
{
  return hn_never_restart_find_any (names, scope) != NULL;
}

gboolean
hn_is_helper (const char *const *names)
{
  return any_matches (names, helper);
}
