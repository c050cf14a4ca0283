/* Reads the properties of a service, as they come over the bus, into a unit and its settings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/unit-properties.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <string.h>

#include "engine/implied.h"
#include "engine/settings.h"
#include "engine/types/values.h"
#include "properties/property-values.h"

G_DEFINE_QUARK (hn - properties - error - quark, hn_properties_error)

/* More than any manager has to say about one service; what goes beyond is nonsense. */
#define MAX_PROPERTIES 4096

/* Settings that no check computes with: kept in the shape that their directive has. */

static void
keep_boolean (HnSettings *settings, int directive, gboolean set)
{
  switch (hn_directive_get (directive)->type->kind)
    {
    case HN_KIND_CHOICE:
      hn_value_set_word (settings, directive, set ? "yes" : "no");
      break;
    case HN_KIND_BOOLEAN:
      settings->values[directive].on = set;
      hn_value_mark (settings, directive, set);
      break;
    default:
      /* Delegate=, which is a list and a boolean at once. */
      settings->values[directive].on = set;
      hn_value_mark (settings, directive, set);
      break;
    }
}

static void
keep_text (HnSettings *settings, int directive, const char *text)
{
  int boolean;

  switch (hn_directive_get (directive)->type->kind)
    {
    case HN_KIND_CHOICE:
      hn_value_set_word (settings, directive, text);
      break;
    case HN_KIND_BOOLEAN:
      boolean = hn_parse_boolean (text);
      settings->values[directive].on = boolean;
      hn_value_mark (settings, directive, boolean > 0);
      break;
    default:
      hn_value_take_text (settings, directive, g_strdup (text));
      break;
    }
}

static int
read_any_list (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int r = hn_value_read_words (unit->settings, message, hn_value_keep_word, text, NULL);

  if (r >= 0)
    hn_value_take_text (unit->settings, row->directive, g_strdup (text->str));

  return r;
}

static int
read_any_choice_list (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint8 allow, exists;
  int r = hn_value_read_allow_or_deny_list (unit->settings, message, hn_value_keep_word, text,
                                            &allow, &exists);

  if (r >= 0)
    hn_value_take_text (unit->settings, row->directive,
                        g_strconcat (exists && !allow ? "~" : "", text->str, NULL));

  return r;
}

static int
read_any_number (HnUnit *unit, const HnProperty *row, sd_bus_message *message, char type)
{
  gboolean is_mode = hn_directive_get (row->directive)->type->kind == HN_KIND_MODE;
  guint64 number = 0;
  guint32 word;
  int r;

  if (type == 't')
    r = sd_bus_message_read_basic (message, 't', &number);
  else
    {
      r = sd_bus_message_read_basic (message, type, &word);
      number = r >= 0 ? word : 0;
    }
  if (r < 0)
    return r;

  if (type == 'i' && number == INT_MAX)
    hn_value_take_text (unit->settings, row->directive, g_strdup ("kill"));
  else if (number != 0 && number != G_MAXUINT64)
    hn_value_take_text (unit->settings, row->directive,
                        is_mode ? g_strdup_printf ("%04o", (guint) number)
                                : g_strdup_printf ("%" G_GUINT64_FORMAT, number));

  return 0;
}

static int
read_any (HnUnit *unit, const HnProperty *row, sd_bus_message *message, const char *signature)
{
  const char *text;
  int boolean;
  int r;

  if (strcmp (signature, "b") == 0)
    {
      r = sd_bus_message_read_basic (message, 'b', &boolean);
      if (r >= 0)
        keep_boolean (unit->settings, row->directive, boolean);
      return r;
    }
  if (strcmp (signature, "s") == 0)
    {
      r = sd_bus_message_read_basic (message, 's', &text);
      if (r >= 0)
        keep_text (unit->settings, row->directive, text);
      return r;
    }
  if (strcmp (signature, "as") == 0)
    return read_any_list (unit, row, message);
  if (strcmp (signature, "a(ss)") == 0)
    return hn_value_read_pairs (unit, row, message);
  if (strcmp (signature, "(bas)") == 0)
    return read_any_choice_list (unit, row, message);
  if (strcmp (signature, "(bs)") == 0)
    {
      r = sd_bus_message_read (message, "(bs)", &boolean, &text);
      if (r >= 0)
        hn_value_take_text (unit->settings, row->directive,
                            g_strconcat (boolean && text[0] != '\0' ? "-" : "", text, NULL));
      return r;
    }
  if ((signature[0] == 't' || signature[0] == 'u' || signature[0] == 'i') && signature[1] == '\0' &&
      row->directive != HN_DIRECTIVE_MOUNT_FLAGS)
    return read_any_number (unit, row, message, signature[0]);

  return sd_bus_message_skip (message, signature);
}

/* What the checks count with must have the type that it always had; the list is systemd-analyze's.
 * Everything else of the catalogue is added with a NULL signature. */
#define TEXT(name, field)                                                                  \
  {                                                                                        \
    name, "s", hn_value_read_unit_text, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, field) \
  }
#define NUMBER(name, field)                                                                  \
  {                                                                                          \
    name, "t", hn_value_read_unit_number, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, field) \
  }
#define VALUE(name, signature, reader, directive)                        \
  {                                                                      \
    name, signature, hn_value_read_##reader, HN_DIRECTIVE_##directive, 0 \
  }

static const HnProperty rows[] = {
  TEXT ("Id", name),
  TEXT ("Description", description),
  TEXT ("LoadState", load_state),
  TEXT ("ActiveState", active_state),
  TEXT ("SubState", sub_state),
  TEXT ("UnitFileState", unit_file_state),
  TEXT ("FragmentPath", fragment_path),
  NUMBER ("MemoryCurrent", memory),
  NUMBER ("TasksCurrent", tasks),
  VALUE ("DropInPaths", "as", drop_ins, NONE),
  VALUE ("NeedDaemonReload", "b", need_reload, NONE),
  VALUE ("DefaultDependencies", "b", default_dependencies, NONE),
  VALUE ("JoinsNamespaceOf", "as", joined, NONE),
  VALUE ("Type", "s", type, NONE),
  VALUE ("AmbientCapabilities", "t", mask, AMBIENT_CAPABILITIES),
  VALUE ("CapabilityBoundingSet", "t", mask, CAPABILITY_BOUNDING_SET),
  VALUE ("RestrictNamespaces", "t", mask, RESTRICT_NAMESPACES),
  VALUE ("UMask", "u", umask, UMASK),
  VALUE ("RestrictAddressFamilies", "(bas)", families, RESTRICT_ADDRESS_FAMILIES),
  VALUE ("SystemCallFilter", "(bas)", filter, SYSTEM_CALL_FILTER),
  VALUE ("SystemCallArchitectures", "as", architectures, SYSTEM_CALL_ARCHITECTURES),
  VALUE ("IPAddressAllow", "a(iayu)", addresses, IP_ADDRESS_ALLOW),
  VALUE ("IPAddressDeny", "a(iayu)", addresses, IP_ADDRESS_DENY),
  VALUE ("DeviceAllow", "a(ss)", pairs, DEVICE_ALLOW),
  { "IPIngressFilterPath", "as", read_any_list, HN_DIRECTIVE_IP_INGRESS_FILTER_PATH, 0 },
  { "IPEgressFilterPath", "as", read_any_list, HN_DIRECTIVE_IP_EGRESS_FILTER_PATH, 0 },
  { "SupplementaryGroups", "as", read_any_list, HN_DIRECTIVE_SUPPLEMENTARY_GROUPS, 0 },
  VALUE ("PrivateTmpEx", "s", finer_word, PRIVATE_TMP),
  VALUE ("PrivateUsersEx", "s", finer_word, PRIVATE_USERS),
  VALUE ("ProtectControlGroupsEx", "s", finer_word, PROTECT_CONTROL_GROUPS),
  VALUE ("ProtectHostnameEx", "(ss)", finer_word, PROTECT_HOSTNAME),
};

#undef TEXT
#undef NUMBER
#undef VALUE

/* Directives that checks count with, in the types that they must have; see read_any(). */
static const struct
{
  int directive;
  const char *signature;
} typed[] = {
  { HN_DIRECTIVE_DELEGATE, "b" },
  { HN_DIRECTIVE_DEVICE_POLICY, "s" },
  { HN_DIRECTIVE_DYNAMIC_USER, "b" },
  { HN_DIRECTIVE_KEYRING_MODE, "s" },
  { HN_DIRECTIVE_LOCK_PERSONALITY, "b" },
  { HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, "b" },
  { HN_DIRECTIVE_NO_NEW_PRIVILEGES, "b" },
  { HN_DIRECTIVE_NOTIFY_ACCESS, "s" },
  { HN_DIRECTIVE_PRIVATE_DEVICES, "b" },
  { HN_DIRECTIVE_PRIVATE_MOUNTS, "b" },
  { HN_DIRECTIVE_PRIVATE_NETWORK, "b" },
  { HN_DIRECTIVE_PRIVATE_TMP, "b" },
  { HN_DIRECTIVE_PRIVATE_USERS, "b" },
  { HN_DIRECTIVE_PROC_SUBSET, "s" },
  { HN_DIRECTIVE_PROTECT_CLOCK, "b" },
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "b" },
  { HN_DIRECTIVE_PROTECT_HOME, "s" },
  { HN_DIRECTIVE_PROTECT_HOSTNAME, "b" },
  { HN_DIRECTIVE_PROTECT_KERNEL_LOGS, "b" },
  { HN_DIRECTIVE_PROTECT_KERNEL_MODULES, "b" },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, "b" },
  { HN_DIRECTIVE_PROTECT_PROC, "s" },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "s" },
  { HN_DIRECTIVE_REMOVE_IPC, "b" },
  { HN_DIRECTIVE_RESTRICT_REALTIME, "b" },
  { HN_DIRECTIVE_RESTRICT_SUID_SGID, "b" },
  { HN_DIRECTIVE_ROOT_DIRECTORY, "s" },
  { HN_DIRECTIVE_ROOT_IMAGE, "s" },
  { HN_DIRECTIVE_USER, "s" },
};

/* By name, of HnProperty; made once. @for_score: without those that no check counts with. */
static GHashTable *
get_rows (gboolean for_score)
{
  static gsize ready;
  static GHashTable *table, *for_score_table;
  static HnProperty others[HN_N_DIRECTIVES];

  if (g_once_init_enter (&ready))
    {
      table = g_hash_table_new (g_str_hash, g_str_equal);
      for_score_table = g_hash_table_new (g_str_hash, g_str_equal);
      for (int i = 0; i < HN_N_DIRECTIVES; i++)
        {
          others[i] = (HnProperty){ .name = hn_directive_get (i)->name, .directive = i };
          g_hash_table_insert (table, (gpointer) others[i].name, &others[i]);
        }
      for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
        {
          HnProperty *row = &others[typed[i].directive];

          row->signature = typed[i].signature;
          g_hash_table_insert (for_score_table, (gpointer) row->name, row);
        }
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        {
          g_hash_table_replace (table, (gpointer) rows[i].name, (gpointer) &rows[i]);
          g_hash_table_replace (for_score_table, (gpointer) rows[i].name, (gpointer) &rows[i]);
        }
      g_once_init_leave (&ready, 1);
    }

  return for_score ? for_score_table : table;
}

/* Reads one variant. */
static int
read_variant (HnUnit *unit, const HnProperty *row, sd_bus_message *message)
{
  const char *signature;
  int r;

  r = sd_bus_message_peek_type (message, NULL, &signature);
  if (r < 0)
    return r;
  if (signature == NULL ||
      (row != NULL && row->signature != NULL && strcmp (signature, row->signature) != 0))
    return -EBADMSG;

  r = sd_bus_message_enter_container (message, 'v', signature);
  if (r < 0)
    return r;
  if (row == NULL)
    /* Most are of no interest; skipping the whole variant would look for its type once more. */
    r = sd_bus_message_skip (message, signature);
  else if (row->read != NULL)
    r = row->read (unit, row, message);
  else
    r = read_any (unit, row, message, signature);
  if (r < 0)
    return r;

  return sd_bus_message_exit_container (message);
}

static const char *
say_what_is_wrong (int r)
{
  switch (-r)
    {
    case E2BIG:
      return _ ("a list is too long to be true");
    case EBADMSG:
    case ENXIO:
      return _ ("it is of another type than it should be");
    default:
      return g_strerror (-r);
    }
}

static gboolean
fail (HnUnit *unit, const char *property, int r, GError **error)
{
  if (property == NULL)
    g_set_error (error, HN_PROPERTIES_ERROR, HN_PROPERTIES_ERROR_PROTOCOL,
                 /* Translators: the first %s is a service, the second says what is wrong */
                 _ ("The manager's answer about %s makes no sense: %s"), unit->name,
                 say_what_is_wrong (r));
  else
    g_set_error (error, HN_PROPERTIES_ERROR, HN_PROPERTIES_ERROR_PROTOCOL,
                 /* Translators: a service, one of its properties, and what is wrong with it */
                 _ ("The manager's answer about %s makes no sense at its property %s: %s"),
                 unit->name, property, say_what_is_wrong (r));

  return FALSE;
}

gboolean
hn_unit_read_properties (HnUnit *unit, gboolean for_score, sd_bus_message *reply, GError **error)
{
  GHashTable *table = get_rows (for_score);
  guint n = 0;
  int r;

  g_return_val_if_fail (unit->settings != NULL, FALSE);

  r = sd_bus_message_enter_container (reply, 'a', "{sv}");
  if (r < 0)
    return fail (unit, NULL, r, error);

  while ((r = sd_bus_message_enter_container (reply, 'e', "sv")) > 0)
    {
      const char *name;

      if (++n > MAX_PROPERTIES)
        return fail (unit, NULL, -E2BIG, error);
      r = sd_bus_message_read_basic (reply, 's', &name);
      if (r < 0)
        return fail (unit, NULL, r, error);
      r = read_variant (unit, g_hash_table_lookup (table, name), reply);
      if (r < 0)
        return fail (unit, name, r, error);
      r = sd_bus_message_exit_container (reply);
      if (r < 0)
        return fail (unit, name, r, error);
    }
  if (r < 0)
    return fail (unit, NULL, r, error);

  return TRUE;
}

gboolean
hn_unit_read_property (HnUnit *unit, const char *name, sd_bus_message *reply, GError **error)
{
  int r;

  g_return_val_if_fail (unit->settings != NULL, FALSE);

  r = read_variant (unit, g_hash_table_lookup (get_rows (FALSE), name), reply);

  return r >= 0 || fail (unit, name, r, error);
}

void
hn_unit_begin_settings (HnUnit *unit, HnScope scope, guint version)
{
  HnUnitContext context = { .unit = unit->name, .scope = scope, .version = version };

  g_clear_pointer (&unit->settings, hn_settings_free);
  unit->settings = hn_settings_new (&context);
}

gboolean
hn_unit_finish_settings (HnUnit *unit, GError **error)
{
  HnSettings *settings = unit->settings;

  if (unit->fragment_path != NULL && unit->fragment_path[0] == '\0')
    g_clear_pointer (&unit->fragment_path, g_free);
  if (unit->unit_file_state != NULL && unit->unit_file_state[0] == '\0')
    g_clear_pointer (&unit->unit_file_state, g_free);

  if (g_strcmp0 (unit->load_state, "loaded") != 0)
    {
      g_clear_pointer (&unit->settings, hn_settings_free);
      return TRUE;
    }
  if (settings->type == NULL)
    {
      g_set_error (error, HN_PROPERTIES_ERROR, HN_PROPERTIES_ERROR_PROTOCOL,
                   _ ("The manager's answer about %s lacks the type of the service"), unit->name);
      return FALSE;
    }

  /* An alias was asked for by another name than the manager's own. */
  if (strcmp (settings->context.unit, unit->name) != 0)
    {
      g_free ((char *) settings->context.unit);
      settings->context.unit = g_strdup (unit->name);
    }
  settings->load_state = HN_LOAD_LOADED;
  g_free (settings->description);
  settings->description = g_strdup (unit->description);
  g_free ((char *) settings->context.fragment_path);
  settings->context.fragment_path = g_strdup (unit->fragment_path);
  hn_settings_imply_for_checks (settings);

  return TRUE;
}
