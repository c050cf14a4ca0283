/* Reads single values of a service from the bus: those that the checks count with, each into a
 * field of its own. See unit-properties.c for which property is read by which of these.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/property-values.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/settings.h"
#include "engine/types/values.h"

/* More entries than any list of a service has; what goes beyond is nonsense. */
#define MAX_ENTRIES 16384

/* Stands for an architecture that the table of architectures does not have. */
#define UNKNOWN_ARCHITECTURE HN_BIT (63)

void
hn_value_mark (HnSettings *settings, int directive, gboolean set)
{
  settings->origin[directive] = (HnOrigin){ .kind = set ? HN_ORIGIN_MANAGER : HN_ORIGIN_DEFAULT };
}

void
hn_value_take_text (HnSettings *settings, int directive, char *text)
{
  if (text != NULL && text[0] == '\0')
    g_clear_pointer (&text, g_free);

  g_free (settings->values[directive].text);
  settings->values[directive].text = text;
  hn_value_mark (settings, directive, text != NULL);
}

void
hn_value_set_word (HnSettings *settings, int directive, const char *word)
{
  settings->values[directive].word = NULL;
  if (word[0] == '\0' || strcmp (hn_settings_get_word (settings, directive), word) == 0)
    {
      hn_value_mark (settings, directive, FALSE);
      return;
    }

  hn_settings_set_word (settings, directive, word);
  hn_value_mark (settings, directive, TRUE);
}

static void
add_word (GString *text, const char *word)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

/* Texts of the unit itself. */

int
hn_value_read_unit_text (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  char **field = G_STRUCT_MEMBER_P (unit, row->offset);
  const char *text;
  int r = sd_bus_message_read_basic (message, 's', &text);

  if (r < 0)
    return r;

  g_free (*field);
  *field = g_strdup (text);

  return 0;
}

/* The greatest stands for what is not known. */
int
hn_value_read_unit_number (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  guint64 *field = G_STRUCT_MEMBER_P (unit, row->offset);
  guint64 number;
  int r = sd_bus_message_read_basic (message, 't', &number);

  if (r >= 0)
    *field = number != G_MAXUINT64 ? number : 0;

  return r;
}

int
hn_value_read_drop_ins (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  const char *path;
  guint n = 0;
  int r = sd_bus_message_enter_container (message, 'a', "s");

  if (r < 0)
    return r;

  while ((r = sd_bus_message_read_basic (message, 's', &path)) > 0)
    {
      if (++n > MAX_ENTRIES)
        return -E2BIG;
      g_strv_builder_add (paths, path);
    }
  if (r < 0)
    return r;

  g_strfreev (unit->drop_ins);
  unit->drop_ins = g_strv_builder_end (paths);

  return sd_bus_message_exit_container (message);
}

int
hn_value_read_need_reload (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  int need;
  int r = sd_bus_message_read_basic (message, 'b', &need);

  if (r >= 0)
    unit->need_daemon_reload = need;

  return r;
}

/* The manager lists both sides: those that it names, and those that name it. */
int
hn_value_read_joined (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  const char *name;
  int r = sd_bus_message_enter_container (message, 'a', "s");

  if (r < 0)
    return r;
  while ((r = sd_bus_message_read_basic (message, 's', &name)) > 0)
    unit->settings->joins_namespaces = TRUE;

  return r < 0 ? r : sd_bus_message_exit_container (message);
}

int
hn_value_read_default_dependencies (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  int set;
  int r = sd_bus_message_read_basic (message, 'b', &set);

  if (r >= 0)
    unit->settings->default_dependencies = set;

  return r;
}

/* Settings that the checks read from fields of their own. */

int
hn_value_read_type (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  const char *type;
  int r = sd_bus_message_read_basic (message, 's', &type);

  if (r >= 0)
    unit->settings->type = g_intern_string (type);

  return r;
}

int
hn_value_read_mask (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  HnSettings *settings = unit->settings;
  guint64 all = hn_capabilities_all ();
  guint64 mask;
  int r = sd_bus_message_read_basic (message, 't', &mask);

  if (r < 0)
    return r;

  switch (row->directive)
    {
    case HN_DIRECTIVE_CAPABILITY_BOUNDING_SET:
      settings->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits =
          (mask & all) == all ? HN_CAPABILITIES_ALL : mask;
      hn_value_mark (settings, row->directive, (mask & all) != all);
      break;
    case HN_DIRECTIVE_AMBIENT_CAPABILITIES:
      settings->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits = mask;
      hn_value_mark (settings, row->directive, mask != 0);
      break;
    default:
      all = hn_namespaces_all (settings->context.version);
      settings->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits = mask;
      hn_value_mark (settings, row->directive, (mask & all) != all);
      break;
    }

  return 0;
}

int
hn_value_read_umask (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  guint32 mode;
  int r = sd_bus_message_read_basic (message, 'u', &mode);

  if (r < 0)
    return r;

  unit->settings->values[HN_DIRECTIVE_UMASK].bits = mode;
  hn_value_mark (unit->settings, row->directive, mode != 0022);

  return 0;
}

/* Walks an array of strings; @text (nullable) is for the words that @func keeps. */
int
hn_value_read_words (
    HnSettings *settings, sd_bus_message *message, HnWordFunc func, GString *text, guint *n_words)
{
  const char *word;
  guint n = 0;
  int r = sd_bus_message_enter_container (message, 'a', "s");

  if (r < 0)
    return r;

  while ((r = sd_bus_message_read_basic (message, 's', &word)) > 0)
    {
      if (++n > MAX_ENTRIES)
        return -E2BIG;
      func (settings, word, text);
    }
  if (r < 0)
    return r;

  if (n_words != NULL)
    *n_words = n;

  return sd_bus_message_exit_container (message);
}

void
hn_value_keep_word (HnSettings *settings, const char *word, GString *text)
{
  add_word (text, word);
}

static void
add_family (HnSettings *settings, const char *word, GString *text)
{
  guint64 family = hn_family_from_name (word);

  /* A family newer than the table counts like the rarest one that it has. */
  settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits |=
      family != 0 ? family : HN_BIT (AF_VSOCK);
}

static void
add_call (HnSettings *settings, const char *word, GString *text)
{
  gsize length = strcspn (word, ":");
  g_autofree char *name = word[length] != '\0' ? g_strndup (word, length) : NULL;
  int call = hn_syscall_find (name != NULL ? name : word);

  if (call >= 0)
    hn_syscall_set_add (
        &hn_setting_make_filter (&settings->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER])->calls, call);
}

static void
add_architecture (HnSettings *settings, const char *word, GString *text)
{
  guint64 architecture = hn_architecture_from_name (word);

  settings->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits |=
      architecture != 0 ? architecture : UNKNOWN_ARCHITECTURE;
}

int
hn_value_read_allow_or_deny_list (HnSettings *settings,
                                  sd_bus_message *message,
                                  HnWordFunc func,
                                  GString *text,
                                  gint8 *allow,
                                  gint8 *exists)
{
  guint n;
  int list_allows;
  int r = sd_bus_message_enter_container (message, 'r', "bas");

  if (r < 0)
    return r;
  r = sd_bus_message_read_basic (message, 'b', &list_allows);
  if (r < 0)
    return r;
  r = hn_value_read_words (settings, message, func, text, &n);
  if (r < 0)
    return r;

  *allow = list_allows;
  *exists = list_allows || n > 0;

  return sd_bus_message_exit_container (message);
}

int
hn_value_read_families (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  HnSetting *value = &unit->settings->values[row->directive];
  int r;

  value->bits = 0;
  r = hn_value_read_allow_or_deny_list (unit->settings, message, add_family, NULL, &value->allow,
                                        &value->exists);
  hn_value_mark (unit->settings, row->directive, value->exists);

  return r;
}

int
hn_value_read_filter (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  HnSetting *value = &unit->settings->values[row->directive];
  int r;

  hn_setting_clear_filter (value);
  r = hn_value_read_allow_or_deny_list (unit->settings, message, add_call, NULL, &value->allow,
                                        &value->exists);
  hn_value_mark (unit->settings, row->directive, value->exists);

  return r;
}

int
hn_value_read_architectures (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  int r;

  unit->settings->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits = 0;
  r = hn_value_read_words (unit->settings, message, add_architecture, NULL, NULL);
  hn_value_mark (unit->settings, row->directive,
                 unit->settings->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits != 0);

  return r;
}

static void
add_address (guint64 *found,
             gboolean allow,
             int family,
             const guint8 *bytes,
             gsize size,
             guint prefix,
             GString *text)
{
  gboolean ipv4 = family == AF_INET && size == 4;
  gboolean ipv6 = family == AF_INET6 && size == 16;

  if (allow)
    {
      /* The same narrow idea of "localhost" that systemd's own analysis has. */
      static const guint8 loopback[16] = { [15] = 1 };

      if ((ipv4 && prefix == 8 && bytes[0] == 127) ||
          (ipv6 && prefix == 128 && memcmp (bytes, loopback, sizeof loopback) == 0))
        *found |= HN_ADDRESSES_LOCALHOST;
      else
        *found |= HN_ADDRESSES_OTHER;
    }
  else
    {
      *found |= ipv4 && prefix == 0 ? HN_ADDRESSES_IPV4_ANY : 0;
      *found |= ipv6 && prefix == 0 ? HN_ADDRESSES_IPV6_ANY : 0;
    }

  if (ipv4 || ipv6)
    {
      char name[INET6_ADDRSTRLEN];

      inet_ntop (family, bytes, name, sizeof name);
      g_string_append_printf (text, "%s%s/%u", text->len > 0 ? " " : "", name, prefix);
    }
}

int
hn_value_read_addresses (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  HnSettings *settings = unit->settings;
  gboolean allow = row->directive == HN_DIRECTIVE_IP_ADDRESS_ALLOW;
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;
  int r;

  settings->values[row->directive].bits = 0;
  r = sd_bus_message_enter_container (message, 'a', "(iayu)");
  if (r < 0)
    return r;

  while ((r = sd_bus_message_enter_container (message, 'r', "iayu")) > 0)
    {
      const void *bytes;
      gsize size;
      gint32 family;
      guint32 prefix;

      if (++n > MAX_ENTRIES)
        return -E2BIG;
      r = sd_bus_message_read_basic (message, 'i', &family);
      if (r >= 0)
        r = sd_bus_message_read_array (message, 'y', &bytes, &size);
      if (r >= 0)
        r = sd_bus_message_read_basic (message, 'u', &prefix);
      if (r >= 0)
        r = sd_bus_message_exit_container (message);
      if (r < 0)
        return r;

      add_address (&settings->values[row->directive].bits, allow, family, bytes, size, prefix,
                   text);
    }
  if (r < 0)
    return r;

  hn_value_take_text (settings, row->directive, g_strdup (text->str));

  return sd_bus_message_exit_container (message);
}

/* Pairs of strings, in the spelling of the directive. */
int
hn_value_read_pairs (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *separator = row->directive == HN_DIRECTIVE_DEVICE_ALLOW ? " " : ":";
  const char *first, *second;
  guint n = 0;
  int r = sd_bus_message_enter_container (message, 'a', "(ss)");

  if (r < 0)
    return r;

  while ((r = sd_bus_message_read (message, "(ss)", &first, &second)) > 0)
    {
      if (++n > MAX_ENTRIES)
        return -E2BIG;
      add_word (text, first);
      if (second[0] != '\0')
        g_string_append_printf (text, "%s%s", separator, second);
    }
  if (r < 0)
    return r;

  if (row->directive == HN_DIRECTIVE_DEVICE_ALLOW)
    unit->settings->values[HN_DIRECTIVE_DEVICE_ALLOW].exists = n > 0;
  hn_value_take_text (unit->settings, row->directive, g_strdup (text->str));

  return sd_bus_message_exit_container (message);
}

/* The finer value that newer managers show beside a boolean of the same name. The boolean decides,
 * as it does for systemd's own analysis. */
int
hn_value_read_finer_word (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  gboolean pair = row->signature[0] == '(';
  const char *word, *rest;
  int r = pair ? sd_bus_message_read (message, "(ss)", &word, &rest)
               : sd_bus_message_read_basic (message, 's', &word);

  if (r < 0)
    return r;

  if (hn_settings_is_enabled (unit->settings, row->directive) && word[0] != '\0' &&
      strcmp (word, "no") != 0)
    hn_value_set_word (unit->settings, row->directive, word);

  return 0;
}
