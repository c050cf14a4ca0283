/* Addresses that can be reached, with the words that stand for some of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/addresses.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

/* What systemd's words stand for. */
static const struct
{
  const char *word;
  const char *addresses[2];
} meanings[] = {
  { "any", { "0.0.0.0/0", "::/0" } },
  { "localhost", { "127.0.0.0/8", "::1/128" } },
  { "link-local", { "169.254.0.0/16", "fe80::/64" } },
  { "multicast", { "224.0.0.0/4", "ff00::/8" } },
};

gboolean
hn_address_parse (const char *word, HnAddress *address)
{
  g_autofree char *host = NULL;
  const char *slash = strchr (word, '/');
  guint bits;

  host = slash != NULL ? g_strndup (word, slash - word) : g_strdup (word);
  memset (address, 0, sizeof *address);
  if (inet_pton (AF_INET, host, address->bytes) == 1)
    address->ipv6 = FALSE;
  else if (inet_pton (AF_INET6, host, address->bytes) == 1)
    address->ipv6 = TRUE;
  else
    return FALSE;

  bits = address->ipv6 ? 128 : 32;
  if (slash == NULL)
    address->prefix = bits;
  else if (!hn_parse_number (slash + 1, 0, &address->prefix) || address->prefix > bits)
    return FALSE;

  for (guint i = 0; i < bits / 8; i++)
    {
      guint kept = address->prefix > i * 8 ? MIN (8, address->prefix - i * 8) : 0;

      address->bytes[i] &= (guint8) (0xff00 >> kept);
    }

  return TRUE;
}

static gboolean
is_localhost (const char *name)
{
  static const char *const names[] = { "localhost", "localhost.", "localhost.localdomain",
                                       "localhost.localdomain." };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (name), tail = strlen (names[i]);

      if (g_ascii_strcasecmp (name, names[i]) == 0)
        return TRUE;
      if (length > tail && name[length - tail - 1] == '.' &&
          g_ascii_strcasecmp (name + length - tail, names[i]) == 0)
        return TRUE;
    }

  return FALSE;
}

const char *const *
hn_address_get_meaning (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strcmp (word, meanings[i].word) == 0)
      return meanings[i].addresses;

  return NULL;
}

char *
hn_address_to_text (const HnAddress *address)
{
  char text[INET6_ADDRSTRLEN];

  inet_ntop (address->ipv6 ? AF_INET6 : AF_INET, address->bytes, text, sizeof text);

  return g_strdup (text);
}

gboolean
hn_address_look_at (const char *word, HnAddresses *found)
{
  static const guint8 loopback6[16] = { [15] = 1 };
  HnAddress address;

  *found = HN_ADDRESSES_OTHER;
  if (strcmp (word, "any") == 0)
    *found |= HN_ADDRESSES_ANY;
  else if (is_localhost (word))
    *found = HN_ADDRESSES_LOCALHOST;
  else if (hn_address_get_meaning (word) == NULL)
    {
      if (!hn_address_parse (word, &address))
        return FALSE;
      if (address.prefix == 0)
        *found |= address.ipv6 ? HN_ADDRESSES_IPV6_ANY : HN_ADDRESSES_IPV4_ANY;
      else if (address.ipv6 ? address.prefix == 128 && memcmp (address.bytes, loopback6, 16) == 0
                            : address.prefix == 8 && address.bytes[0] == 127)
        *found = HN_ADDRESSES_LOCALHOST;
    }

  return TRUE;
}

static gboolean
take_address (HnSetting *value, const HnLine *line, const char *word)
{
  HnAddresses found;

  if (!hn_address_look_at (word, &found))
    return FALSE;

  value->bits |= found;
  hn_setting_append_text (value, word);
  return TRUE;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  if (line->value[0] == '\0')
    {
      hn_setting_set_text (value, NULL);
      value->bits = 0;
    }

  return hn_parse_each (value, line, line->value, FALSE, take_address);
}

static HnValidity
validate_word (HnInput *input, const char *word)
{
  const char *slash = strchr (word, '/');
  g_autofree char *text = NULL;
  HnAddress address;

  if (hn_address_get_meaning (word) != NULL)
    return hn_input_take (input, word, TRUE);

  if (slash != NULL && (strspn (slash + 1, "0123456789") != strlen (slash + 1) ||
                        strlen (slash + 1) > 3 || (slash[1] == '0' && slash[2] != '\0')))
    return hn_input_refuse (input, word);
  if (!hn_address_parse (word, &address))
    return hn_input_refuse (input, word);

  text = hn_address_to_text (&address);
  hn_input_put (input, text);
  if (address.prefix < (address.ipv6 ? 128u : 32u))
    g_string_append_printf (input->out, "/%u", address.prefix);
  return HN_VALID;
}

static GArray *
dup_addresses (const HnSetting *value)
{
  g_autoptr (GPtrArray) words = hn_setting_dup_words (value);
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (HnAddress));

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = is_localhost (words->pdata[i]) ? "localhost" : words->pdata[i];
      const char *const *meaning = hn_address_get_meaning (word);
      HnAddress address;

      for (guint part = 0; part < (meaning != NULL ? 2 : 1); part++)
        if (hn_address_parse (meaning != NULL ? meaning[part] : word, &address))
          g_array_append_val (addresses, address);
    }

  return addresses;
}

/* Whether all of @part lies in @whole. */
static gboolean
address_covers (const HnAddress *whole, const HnAddress *part)
{
  if (whole->ipv6 != part->ipv6 || whole->prefix > part->prefix)
    return FALSE;

  for (guint bit = 0; bit < whole->prefix; bit++)
    if ((whole->bytes[bit / 8] ^ part->bytes[bit / 8]) & (0x80 >> bit % 8))
      return FALSE;

  return TRUE;
}

static gboolean
any_covers (GArray *wholes, const HnAddress *part)
{
  for (guint i = 0; i < wholes->len; i++)
    if (address_covers (&g_array_index (wholes, HnAddress, i), part))
      return TRUE;

  return FALSE;
}

static gboolean
any_meets (GArray *addresses, const HnAddress *other)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const HnAddress *address = &g_array_index (addresses, HnAddress, i);

      if (address_covers (address, other) || address_covers (other, address))
        return TRUE;
    }

  return FALSE;
}

/* Whether one of @others is in none of @wholes. */
static gboolean
lacks (GArray *wholes, GArray *others)
{
  for (guint i = 0; i < others->len; i++)
    if (!any_covers (wholes, &g_array_index (others, HnAddress, i)))
      return TRUE;

  return FALSE;
}

static gboolean
is_weaker (const HnComparison *pair)
{
  g_autoptr (GArray) old = dup_addresses (pair->before);
  g_autoptr (GArray) new = dup_addresses (pair->after);

  return pair->row->order == HN_ORDER_CLOSES ? lacks (new, old) : lacks (old, new);
}

gboolean
hn_addresses_reopen (const HnSetting *denied, const HnSetting *before, const HnSetting *after)
{
  g_autoptr (GArray) closed = dup_addresses (denied);
  g_autoptr (GArray) old = dup_addresses (before);
  g_autoptr (GArray) new = dup_addresses (after);

  for (guint i = 0; i < new->len; i++)
    {
      const HnAddress *address = &g_array_index (new, HnAddress, i);

      if (any_meets (closed, address) && !any_covers (old, address))
        return TRUE;
    }

  return FALSE;
}

gboolean
hn_addresses_meet (const HnSetting *denied, const HnSetting *allowed)
{
  g_autoptr (GArray) closed = dup_addresses (denied);
  g_autoptr (GArray) open = dup_addresses (allowed);

  for (guint i = 0; i < open->len; i++)
    if (!any_meets (closed, &g_array_index (open, HnAddress, i)))
      return FALSE;

  return TRUE;
}

const HnType hn_type_addresses = {
  .kind = HN_KIND_ADDRESSES,
  .is_list = TRUE,
  .parse = parse,
  .validate_word = validate_word,
  .is_weaker = is_weaker,
};
