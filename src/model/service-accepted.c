/* What is accepted of one service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/service.h"

/* Before every day. */
#define NO_DAY ""

const HnAccepted *
hn_service_get_accepted (HnService *self, int check, gboolean *over)
{
  const HnAcceptedFiles *files;
  const HnAccepted *found = NULL;

  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  files = hn_service_get_info (self)->accepted;
  if (files != NULL)
    found = hn_accepted_find (files->all, hn_service_get_name (self), check, files->today);
  if (over != NULL)
    *over = found == NULL;
  if (found == NULL && files != NULL)
    found = hn_accepted_find (files->all, hn_service_get_name (self), check, NO_DAY);

  return found;
}

gboolean
hn_service_is_accepted (HnService *self, int check)
{
  gboolean over;

  return hn_service_get_accepted (self, check, &over) != NULL && !over;
}
