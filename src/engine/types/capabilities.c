/* Capabilities: the powers of root, one by one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

/* By number, from the kernel's uapi/linux/capability.h. */
static const char *const capability_names[] = {
  "cap_chown",
  "cap_dac_override",
  "cap_dac_read_search",
  "cap_fowner",
  "cap_fsetid",
  "cap_kill",
  "cap_setgid",
  "cap_setuid",
  "cap_setpcap",
  "cap_linux_immutable",
  "cap_net_bind_service",
  "cap_net_broadcast",
  "cap_net_admin",
  "cap_net_raw",
  "cap_ipc_lock",
  "cap_ipc_owner",
  "cap_sys_module",
  "cap_sys_rawio",
  "cap_sys_chroot",
  "cap_sys_ptrace",
  "cap_sys_pacct",
  "cap_sys_admin",
  "cap_sys_boot",
  "cap_sys_nice",
  "cap_sys_resource",
  "cap_sys_time",
  "cap_sys_tty_config",
  "cap_mknod",
  "cap_lease",
  "cap_audit_write",
  "cap_audit_control",
  "cap_setfcap",
  "cap_mac_override",
  "cap_mac_admin",
  "cap_syslog",
  "cap_wake_alarm",
  "cap_block_suspend",
  "cap_audit_read",
  "cap_perfmon",
  "cap_bpf",
  "cap_checkpoint_restore",
};

int
hn_capability_from_name (const char *name)
{
  guint number;

  /* systemd takes numbers up to the largest that it can store, whether named or not. */
  if (hn_parse_number (name[0] == '+' ? name + 1 : name, 0, &number))
    return number <= 63 ? (int) number : -1;

  for (guint i = 0; i < G_N_ELEMENTS (capability_names); i++)
    if (g_ascii_strcasecmp (name, capability_names[i]) == 0)
      return (int) i;

  return -1;
}

const char *
hn_capability_get_name (guint capability)
{
  return capability < G_N_ELEMENTS (capability_names) ? capability_names[capability] : NULL;
}

guint
hn_n_capabilities (void)
{
  return G_N_ELEMENTS (capability_names);
}

guint64
hn_capabilities_all (void)
{
  return (G_GUINT64_CONSTANT (1) << G_N_ELEMENTS (capability_names)) - 1;
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
      int capability = hn_capability_from_name (word);

      /* What it does not know it leaves out without a word. */
      if (capability >= 0 && (capability < 63 || version < 257))
        named |= G_GUINT64_CONSTANT (1) << capability;
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
read_capability (HnInput *input, const char *word)
{
  for (guint i = 0; i < hn_n_capabilities (); i++)
    {
      g_autofree char *name = g_ascii_strup (hn_capability_get_name (i), -1);

      if (strcmp (name, word) != 0)
        continue;
      hn_input_put (input, name);
      return HN_VALID;
    }

  return hn_input_refuse (input, word);
}

static HnValidity
validate (HnInput *input, const char *text)
{
  /* A lone "~" gives everything back. */
  if (strcmp (text, "~") == 0)
    {
      g_string_append (input->out, text);
      return HN_VALID;
    }

  return hn_input_read_inverted_words (input, text, read_capability);
}

/* Appends the names of @bits. */
static void
add_names (GString *text, guint64 bits)
{
  for (guint i = 0; i < hn_n_capabilities (); i++)
    if ((bits >> i) & 1)
      {
        g_autofree char *name = g_ascii_strup (hn_capability_get_name (i), -1);

        if (text->len > 0 && text->str[text->len - 1] != '~')
          g_string_append_c (text, ' ');
        g_string_append (text, name);
      }
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  guint64 all = hn_capabilities_all ();
  guint64 set = value->bits & all;
  gboolean invert = (guint) __builtin_popcountll (set) > hn_n_capabilities () / 2;
  GString *text;

  if (set == all || value->bits == get_initial (row))
    return g_strdup ("");
  if (set == 0)
    return g_strdup ("none");

  text = g_string_new (invert ? "~" : NULL);
  add_names (text, invert ? all & ~set : set);

  return g_string_free (text, FALSE);
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
  GString *line;

  taken &= set;
  if (taken == 0)
    return NULL;
  /* An empty line leaves nothing, whatever stood before. */
  if (taken == set)
    return g_strdup ("");

  line = g_string_new ("~");
  add_names (line, taken);

  return g_string_free (line, FALSE);
}

const HnType hn_type_capabilities = {
  .kind = HN_KIND_CAPABILITIES,
  .is_list = TRUE,
  .reset = reset,
  .parse = parse,
  .validate = validate,
  .to_text = to_text,
  .is_weaker = is_weaker,
  .remove = remove_capabilities,
};
