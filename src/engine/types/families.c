/* Address families: an allow list or a deny list, or none at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

typedef struct
{
  const char *name;
  int number;
} Named;

/* The kernel's address families; the first name of a number is the one that systemd prints. */
static const Named families[] = {
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
};

int
hn_family_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_ascii_strcasecmp (name, families[i].name) == 0)
      return families[i].number;

  return -1;
}

const char *
hn_family_get_name (guint family)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (families[i].number == (int) family)
      return families[i].name;

  return NULL;
}

guint64
hn_families_all (void)
{
  guint64 all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    all |= G_GUINT64_CONSTANT (1) << families[i].number;

  return all;
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
      int family = hn_family_from_name (word);

      if (family < 0)
        {
          hn_line_warn_word (line, word);
          g_free (word);
          /* The newest systemd gives up on the rest of the line. */
          if (line->context->version >= 262)
            return HN_LINE_TAKEN;
          continue;
        }
      g_free (word);
      if (invert != value->allow)
        value->bits |= G_GUINT64_CONSTANT (1) << family;
      else
        value->bits &= ~(G_GUINT64_CONSTANT (1) << family);
    }

  if (got < 0)
    hn_line_warn_invalid (line);

  return HN_LINE_TAKEN;
}

static HnValidity
read_family (HnInput *input, const char *word)
{
  int family = hn_family_from_name (word);
  g_autofree char *upper = g_ascii_strup (word, -1);

  if (family < 0 || (strcmp (word, hn_family_get_name (family)) != 0 && strcmp (word, upper) != 0))
    return hn_input_refuse (input, word);

  hn_input_put (input, hn_family_get_name (family));
  return HN_VALID;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  if (strcmp (text, "none") == 0)
    {
      g_string_append (input->out, text);
      return HN_VALID;
    }

  return hn_input_read_inverted_words (input, text, read_family);
}

static void
add_name (GString *text, guint family)
{
  if (text->len > 0 && text->str[text->len - 1] != '~')
    g_string_append_c (text, ' ');
  g_string_append (text, hn_family_get_name (family));
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  GString *text;

  if (value->bits == 0)
    return g_strdup (value->allow ? "none" : "");

  text = g_string_new (value->allow ? NULL : "~");
  for (guint i = 0; i < 64; i++)
    if ((value->bits >> i) & 1)
      add_name (text, i);

  return g_string_free (text, FALSE);
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
  guint64 all = hn_families_all ();
  guint64 open = value->allow ? value->bits : all & ~value->bits;
  gboolean unset = !value->exists && !value->allow;
  guint64 listed;
  gboolean by_what_is_left;
  GString *line;

  taken &= open;
  if (taken == 0)
    return NULL;

  by_what_is_left = unset && __builtin_popcountll (open & ~taken) < __builtin_popcountll (taken);
  if (by_what_is_left && (open & ~taken) == 0)
    return g_strdup ("none");

  listed = by_what_is_left ? open & ~taken : taken;
  line = g_string_new (by_what_is_left ? NULL : "~");
  for (guint i = 0; i < 64; i++)
    if ((listed >> i) & 1)
      add_name (line, i);

  return g_string_free (line, FALSE);
}

const HnType hn_type_families = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = parse,
  .validate = validate,
  .to_text = to_text,
  .is_weaker = is_weaker,
  .remove = remove_families,
};
