/* Address families: an allow list or a deny list, or none at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

/* The kernel's address families; the first name of a number is the one that systemd prints. */
static const HnBitName families[] = {
  { "AF_UNIX", 1 },     { "AF_LOCAL", 1 },      { "AF_FILE", 1 },        { "AF_INET", 2 },
  { "AF_AX25", 3 },     { "AF_IPX", 4 },        { "AF_APPLETALK", 5 },   { "AF_NETROM", 6 },
  { "AF_BRIDGE", 7 },   { "AF_ATMPVC", 8 },     { "AF_X25", 9 },         { "AF_INET6", 10 },
  { "AF_ROSE", 11 },    { "AF_DECnet", 12 },    { "AF_NETBEUI", 13 },    { "AF_SECURITY", 14 },
  { "AF_KEY", 15 },     { "AF_NETLINK", 16 },   { "AF_ROUTE", 16 },      { "AF_PACKET", 17 },
  { "AF_ASH", 18 },     { "AF_ECONET", 19 },    { "AF_ATMSVC", 20 },     { "AF_RDS", 21 },
  { "AF_SNA", 22 },     { "AF_IRDA", 23 },      { "AF_PPPOX", 24 },      { "AF_WANPIPE", 25 },
  { "AF_LLC", 26 },     { "AF_IB", 27 },        { "AF_MPLS", 28 },       { "AF_CAN", 29 },
  { "AF_TIPC", 30 },    { "AF_BLUETOOTH", 31 }, { "AF_IUCV", 32 },       { "AF_RXRPC", 33 },
  { "AF_ISDN", 34 },    { "AF_PHONET", 35 },    { "AF_IEEE802154", 36 }, { "AF_CAIF", 37 },
  { "AF_ALG", 38 },     { "AF_NFC", 39 },       { "AF_VSOCK", 40 },      { "AF_KCM", 41 },
  { "AF_QIPCRTR", 42 }, { "AF_SMC", 43 },       { "AF_XDP", 44 },        { "AF_MCTP", 45 },
  { NULL, 0 },
};

guint64
hn_family_from_name (const char *name)
{
  return hn_bits_find (families, name, TRUE);
}

char *
hn_families_dup_names (guint64 bits)
{
  return hn_bits_dup_names (families, bits, "");
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  gboolean invert = line->value[0] == '~';
  const char *rest = line->value + invert;
  char *word;
  int got;

  if (line->value[0] == '\0' || strcmp (line->value, "none") == 0)
    {
      value->bits = 0;
      value->exists = FALSE;
      value->allow = line->value[0] != '\0';
      return HN_LINE_TAKEN;
    }

  if (!value->exists)
    {
      value->exists = TRUE;
      value->allow = !invert;
    }

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    {
      g_autofree char *name = word;
      guint64 family = hn_family_from_name (name);

      if (invert != value->allow)
        value->bits |= family;
      else
        value->bits &= ~family;
      if (family != 0)
        continue;
      hn_line_warn_word (line, name);
      /* The newest systemd gives up on the rest of the line. */
      if (line->context->version >= 262)
        return HN_LINE_TAKEN;
    }

  if (got < 0)
    hn_line_warn_invalid (line);

  return HN_LINE_TAKEN;
}

/* In the spelling of the table, or all in capitals. */
static HnValidity
validate_word (HnInput *input, const char *word)
{
  g_autofree char *name = hn_bits_dup_names (families, hn_family_from_name (word), "");
  g_autofree char *upper = g_ascii_strup (word, -1);

  if (name[0] == '\0' || (hn_bits_find (families, word, FALSE) == 0 && strcmp (word, upper) != 0))
    return hn_input_refuse (input, word);

  return hn_input_take (input, name, TRUE);
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  if (value->bits == 0)
    return g_strdup (value->allow ? "none" : "");

  return hn_bits_dup_names (families, value->bits, value->allow ? "" : "~");
}

static guint64
get_open (const HnSetting *value)
{
  return value->allow ? value->bits : ~value->bits;
}

static gboolean
is_weaker (const HnComparison *pair)
{
  return (get_open (pair->after) & ~get_open (pair->before)) != 0;
}

/* Where there is no list yet, and less would be left than taken, the line names what is left. */
static char *
remove_families (const HnSetting *value, guint64 taken, guint version)
{
  guint64 all = hn_bits_all (families);
  guint64 open = value->allow ? value->bits : all & ~value->bits;
  gboolean unset = !value->exists && !value->allow;

  taken &= open;
  if (taken == 0)
    return NULL;

  open &= ~taken;
  if (!unset || __builtin_popcountll (open) >= __builtin_popcountll (taken))
    return hn_bits_dup_names (families, taken, "~");

  return open != 0 ? hn_bits_dup_names (families, open, "") : g_strdup ("none");
}

const HnType hn_type_families = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = parse,
  .validate_word = validate_word,
  .inverts = TRUE,
  .alone = "none",
  .to_text = to_text,
  .is_weaker = is_weaker,
  .remove = remove_families,
};
