/* Sockets that may be bound: a family, a protocol and ports.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"
#include "engine/types/numbers.h"

/* FAMILY:PROTOCOL:PORTS, any part of which may be missing, or "any". */
static HnValidity
read_socket (HnInput *input, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 4);
  guint n = g_strv_length (parts), i = 0;
  guint first, last;

  if (strcmp (word, "any") == 0)
    {
      hn_input_put (input, word);
      return HN_VALID;
    }

  if (i < n && (strcmp (parts[i], "ipv4") == 0 || strcmp (parts[i], "ipv6") == 0))
    i++;
  if (i < n && (strcmp (parts[i], "tcp") == 0 || strcmp (parts[i], "udp") == 0))
    i++;
  if (i < n && hn_input_read_range (parts[i], G_MAXUINT16, &first, &last) && first > 0)
    i++;
  if (i == 0 || i < n)
    return hn_input_refuse (input, word);

  hn_input_put (input, word);
  return HN_VALID;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  return strchr (text, ' ') == NULL ? read_socket (input, text) : hn_input_refuse (input, NULL);
}

const HnType hn_type_sockets = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate = validate,
  .is_weaker = hn_words_are_weaker,
};
