/* Which services are not restarted while people work is in the engine's table, that the window asks
 * as well; here is what it means for the helper.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/never-restart.h"

#include "engine/never-restart.h"

gboolean
hn_never_restart (const char *const *names, HnScope scope)
{
  return hn_never_restart_find_any (names, scope) != NULL;
}
