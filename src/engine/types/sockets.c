/* Sockets that may be bound: a family, a protocol and ports.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"
#include "engine/types/numbers.h"

/* FAMILY:PROTOCOL:PORTS, any part of which may be missing, or "any". */
static HnValidity
validate (HnInput *input, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 4);
  guint n = g_strv_length (parts), i = 0;
  guint first, last;

  if (strchr (text, ' ') != NULL)
    return hn_input_refuse (input, NULL);
  if (strcmp (text, "any") == 0)
    return hn_input_take (input, text, TRUE);

  if (i < n && (strcmp (parts[i], "ipv4") == 0 || strcmp (parts[i], "ipv6") == 0))
    i++;
  if (i < n && (strcmp (parts[i], "tcp") == 0 || strcmp (parts[i], "udp") == 0))
    i++;
  if (i < n && hn_input_read_range (parts[i], G_MAXUINT16, &first, &last) && first > 0)
    i++;

  return hn_input_take (input, text, i > 0 && i == n);
}

const HnType hn_type_sockets = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate = validate,
  .is_weaker = hn_words_are_weaker,
};
