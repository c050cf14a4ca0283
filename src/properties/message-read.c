/* Walks through answers of a bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/message-read.h"

int
hn_message_read_dictionary (sd_bus_message *message, HnEntryFunc func, gpointer user_data)
{
  int r = sd_bus_message_enter_container (message, 'a', "{sv}");

  while (r >= 0 && (r = sd_bus_message_enter_container (message, 'e', "sv")) > 0)
    {
      const char *key;

      r = sd_bus_message_read_basic (message, 's', &key);
      if (r >= 0)
        r = func (message, key, user_data);
      if (r >= 0)
        r = sd_bus_message_exit_container (message);
    }

  return r;
}

int
hn_message_read_list (sd_bus_message *message, GStrv *ret_list)
{
  g_auto (GStrv) list = NULL;
  int r = sd_bus_message_enter_container (message, 'v', "as");

  if (r >= 0)
    r = sd_bus_message_read_strv (message, &list);
  if (r >= 0)
    r = sd_bus_message_exit_container (message);
  if (r < 0)
    return r;

  g_strfreev (*ret_list);
  *ret_list = list != NULL ? g_steal_pointer (&list) : g_new0 (char *, 1);

  return 0;
}
