/* Days as people write them, and who has accepted what.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accepted-text.h"

#include <glib/gi18n-lib.h>

char *
hn_accepted_dup_day (const char *day)
{
  g_autofree char *midday = g_strconcat (day, "T12:00:00", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (midday, zone);

  if (time == NULL)
    return g_strdup (day);

  /* Translators: a date, as in strftime(3): 7 December 2026 */
  return g_date_time_format (time, _ ("%-d %B %Y"));
}

char *
hn_accepted_dup_title (const HnAccepted *accepted, gboolean over)
{
  g_autofree char *day = hn_accepted_dup_day (accepted->until);

  if (over)
    /* Translators: of something that somebody accepted; %s is a day that is over */
    return g_strdup_printf (_ ("To be looked at again: it was accepted until %s"), day);
  if (accepted->unit == NULL && accepted->everybody)
    /* Translators: of a check; %s is a day */
    return g_strdup_printf (_ ("Accepted for all services and for everybody, until %s"), day);
  if (accepted->unit == NULL)
    /* Translators: of a check; %s is a day */
    return g_strdup_printf (_ ("Accepted for all services, until %s"), day);
  if (accepted->everybody)
    /* Translators: of a check or a service; %s is a day */
    return g_strdup_printf (_ ("Accepted for everybody, until %s"), day);

  /* Translators: of a check or a service; %s is a day */
  return g_strdup_printf (_ ("Accepted until %s"), day);
}

char *
hn_accepted_dup_text (const HnAccepted *accepted, gboolean over)
{
  g_autofree char *title = hn_accepted_dup_title (accepted, over);
  g_autofree char *note = g_utf8_make_valid (accepted->note, -1);

  /* Translators: until when something is accepted, then the reason that somebody gave */
  return g_strdup_printf (_ ("%s: %s"), title, g_strdelimit (note, "\n\r\t", ' '));
}
