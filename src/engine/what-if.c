/* What a service's settings would be with other content in Hardnut's drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/what-if.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/request.h"
#include "engine/unit-file.h"

HnSettings *
hn_what_if_unfinished (const HnSettings *unfinished,
                       GPtrArray        *edits)
{
  HnSettings *settings = hn_settings_copy (unfinished);

  /* By way of the text that would be written, so that no second reading of values can differ from
   * the first. */
  if (edits != NULL && edits->len > 0)
    {
      g_autofree char *text = hn_request_to_text (edits);

      hn_unit_file_apply (settings, _("the change"), text, strlen (text));
    }

  return settings;
}

HnSettings *
hn_what_if (const HnSettings *unfinished,
            GPtrArray        *edits)
{
  HnSettings *settings = hn_what_if_unfinished (unfinished, edits);

  hn_unit_file_finish (settings);

  return settings;
}
