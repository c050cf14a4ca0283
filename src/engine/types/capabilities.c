/* Capabilities: the powers of root, one by one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

/* By number, from the kernel's uapi/linux/capability.h. */
static const HnBitName capabilities[] = {
  { "CAP_CHOWN", 0 },
  { "CAP_DAC_OVERRIDE", 1 },
  { "CAP_DAC_READ_SEARCH", 2 },
  { "CAP_FOWNER", 3 },
  { "CAP_FSETID", 4 },
  { "CAP_KILL", 5 },
  { "CAP_SETGID", 6 },
  { "CAP_SETUID", 7 },
  { "CAP_SETPCAP", 8 },
  { "CAP_LINUX_IMMUTABLE", 9 },
  { "CAP_NET_BIND_SERVICE", 10 },
  { "CAP_NET_BROADCAST", 11 },
  { "CAP_NET_ADMIN", 12 },
  { "CAP_NET_RAW", 13 },
  { "CAP_IPC_LOCK", 14 },
  { "CAP_IPC_OWNER", 15 },
  { "CAP_SYS_MODULE", 16 },
  { "CAP_SYS_RAWIO", 17 },
  { "CAP_SYS_CHROOT", 18 },
  { "CAP_SYS_PTRACE", 19 },
  { "CAP_SYS_PACCT", 20 },
  { "CAP_SYS_ADMIN", 21 },
  { "CAP_SYS_BOOT", 22 },
  { "CAP_SYS_NICE", 23 },
  { "CAP_SYS_RESOURCE", 24 },
  { "CAP_SYS_TIME", 25 },
  { "CAP_SYS_TTY_CONFIG", 26 },
  { "CAP_MKNOD", 27 },
  { "CAP_LEASE", 28 },
  { "CAP_AUDIT_WRITE", 29 },
  { "CAP_AUDIT_CONTROL", 30 },
  { "CAP_SETFCAP", 31 },
  { "CAP_MAC_OVERRIDE", 32 },
  { "CAP_MAC_ADMIN", 33 },
  { "CAP_SYSLOG", 34 },
  { "CAP_WAKE_ALARM", 35 },
  { "CAP_BLOCK_SUSPEND", 36 },
  { "CAP_AUDIT_READ", 37 },
  { "CAP_PERFMON", 38 },
  { "CAP_BPF", 39 },
  { "CAP_CHECKPOINT_RESTORE", 40 },
  { NULL, 0 },
};

guint64
hn_capability_from_name (const char *name)
{
  guint number;

  /* systemd takes numbers up to the largest that it can store, whether named or not. */
  if (hn_parse_number (name[0] == '+' ? name + 1 : name, 0, &number))
    return number <= 63 ? HN_BIT (number) : 0;

  return hn_bits_find (capabilities, name, TRUE);
}

const char *
hn_capability_get_name (guint capability)
{
  return capability < G_N_ELEMENTS (capabilities) ? capabilities[capability].name : NULL;
}

guint64
hn_capabilities_all (void)
{
  return hn_bits_all (capabilities);
}

gboolean
hn_capabilities_are_most (guint64 set)
{
  const guint64 all = hn_capabilities_all ();

  return __builtin_popcountll (set & all) > __builtin_popcountll (all) / 2;
}

/* What holds where nobody says anything. */
static guint64
get_initial (const HnDirective *row)
{
  return row->unset[0] == '~' ? HN_CAPABILITIES_ALL : 0;
}

static void
reset (const HnDirective *row, HnSetting *value)
{
  value->bits = get_initial (row);
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  guint version = line->context->version;
  gboolean invert = line->value[0] == '~';
  const char *rest = line->value + invert;
  guint64 named = 0;
  char *word;

  /* Until 256 an unclosed quote ends the line, and 63 is a capability like any other. */
  while (hn_extract_word (&rest, TRUE, version >= 257, &word) > 0)
    {
      guint64 capability = hn_capability_from_name (word);

      /* What it does not know it leaves out without a word. */
      if (capability != HN_BIT (63) || version < 257)
        named |= capability;
      g_free (word);
    }

  /* The first line sets, later ones add or take away; one that names nothing sets again. */
  if (named == 0 || value->bits == get_initial (row))
    {
      value->bits = invert ? ~named : named;
      /* 258 and later fill up with the known capabilities only: a line after "~" then adds to
       * them instead of starting anew. */
      if (invert && version >= 258)
        value->bits &= hn_capabilities_all ();
    }
  else if (invert)
    value->bits &= ~named;
  else
    value->bits |= named;

  return HN_LINE_TAKEN;
}

static HnValidity
validate_word (HnInput *input, const char *word)
{
  return hn_input_take (input, word, hn_bits_find (capabilities, word, FALSE) != 0);
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  guint64 all = hn_capabilities_all ();
  guint64 set = value->bits & all;

  if (set == all || value->bits == get_initial (row))
    return g_strdup ("");
  if (set == 0)
    return g_strdup ("none");

  return hn_capabilities_are_most (set) ? hn_bits_dup_names (capabilities, all & ~set, "~")
                                        : hn_bits_dup_names (capabilities, set, "");
}

static gboolean
is_weaker (const HnComparison *pair)
{
  return (pair->after->bits & ~pair->before->bits & hn_capabilities_all ()) != 0;
}

static char *
remove_capabilities (const HnSetting *value, guint64 taken, guint version)
{
  guint64 set = value->bits & hn_capabilities_all ();

  taken &= set;
  if (taken == 0)
    return NULL;

  /* An empty line leaves nothing, whatever stood before. */
  return taken == set ? g_strdup ("") : hn_bits_dup_names (capabilities, taken, "~");
}

const HnType hn_type_capabilities = {
  .kind = HN_KIND_CAPABILITIES,
  .is_list = TRUE,
  .reset = reset,
  .parse = parse,
  .validate_word = validate_word,
  .inverts = TRUE,
  .alone = "~", /* gives everything back */
  .to_text = to_text,
  .is_weaker = is_weaker,
  .remove = remove_capabilities,
};
