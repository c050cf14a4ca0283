/* Reads the properties of a service, as they come over the bus, into a unit and its settings: those
 * that the checks count with, each into a field of its own, all others in the shape that their
 * directive has.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/unit-properties.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/implied.h"
#include "properties/network-lists.h"

G_DEFINE_QUARK (hn_properties_error_quark, hn_properties_error)

/* More than any manager has to say about one service; what goes beyond is nonsense. */
#define MAX_PROPERTIES 4096
/* The same for the entries of a list. */
#define MAX_ENTRIES 16384

/* Stands for an architecture that the table of architectures does not have. */
#define UNKNOWN_ARCHITECTURE HN_BIT (63)

typedef struct _Property Property;

/* How a property of a manager is read. */
struct _Property
{
  const char *name;
  const char *signature; /* the type that it must have; NULL: whatever comes */
  /* Reads the content of its variant, already entered; negative errno on failure. NULL: by the kind
   * of its directive. */
  int (*read) (HnUnit *unit, const Property *row, sd_bus_message *message);
  int directive;
  gsize offset; /* of a text or a number in HnUnit */
};

/* Notes whether @directive has another value than nobody gave it. */
static void
mark (HnSettings *settings, int directive, gboolean set)
{
  settings->origin[directive] = (HnOrigin){ .kind = set ? HN_ORIGIN_MANAGER : HN_ORIGIN_DEFAULT };
}

/* @text: (transfer full) */
static void
take_text (HnSettings *settings, int directive, char *text)
{
  hn_setting_set_text (&settings->values[directive], text);
  mark (settings, directive, text[0] != '\0');
  g_free (text);
}

static void
set_word (HnSettings *settings, int directive, const char *word)
{
  gboolean set;

  settings->values[directive].word = NULL;
  set = word[0] != '\0' && strcmp (hn_settings_get_word (settings, directive), word) != 0;
  if (set)
    hn_settings_set_word (settings, directive, word);
  mark (settings, directive, set);
}

/* Takes one word of a list into @value, or adds it to @text. */
typedef void (*WordFunc) (HnSetting *value, const char *word, GString *text);

/* Walks an array of strings. @func: (nullable) */
static int
read_words (HnSetting *value, sd_bus_message *message, WordFunc func, GString *text, guint *n_words)
{
  const char *word;
  guint n = 0;
  int r = sd_bus_message_enter_container (message, 'a', "s");

  while (r >= 0 && (r = sd_bus_message_read_basic (message, 's', &word)) > 0)
    {
      if (++n > MAX_ENTRIES)
        return -E2BIG;
      if (func != NULL)
        func (value, word, text);
    }
  if (r < 0)
    return r;

  if (n_words != NULL)
    *n_words = n;

  return sd_bus_message_exit_container (message);
}

static void
keep_word (HnSetting *value, const char *word, GString *text)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
}

/* Walks "(bas)", which says whether it allows, and what. */
static int
read_allow_or_deny_list (HnSetting *value, sd_bus_message *message, WordFunc func, GString *text)
{
  guint n;
  int allows;
  int r = sd_bus_message_enter_container (message, 'r', "bas");

  if (r >= 0)
    r = sd_bus_message_read_basic (message, 'b', &allows);
  if (r < 0)
    return r;
  /* What the words mean may hang on it. */
  value->allow = (gint8) allows;
  r = read_words (value, message, func, text, &n);
  if (r < 0)
    return r;
  value->exists = allows || n > 0;

  return sd_bus_message_exit_container (message);
}

/* What the manager says of the unit itself. */

static int
read_unit_text (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  const char *text;
  int r = sd_bus_message_read_basic (message, 's', &text);

  if (r >= 0)
    hn_unit_set_text (G_STRUCT_MEMBER_P (unit, row->offset), text);

  return r;
}

/* The greatest stands for what is not known. */
static int
read_unit_number (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  guint64 *field = G_STRUCT_MEMBER_P (unit, row->offset);
  guint64 number;
  int r = sd_bus_message_read_basic (message, 't', &number);

  if (r >= 0)
    *field = number != G_MAXUINT64 ? number : 0;

  return r;
}

static int
read_drop_ins (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  g_auto (GStrv) paths = NULL;
  int r = sd_bus_message_read_strv (message, &paths);

  if (r < 0)
    return r;
  if (paths != NULL && g_strv_length (paths) > MAX_ENTRIES)
    return -E2BIG;

  g_strfreev (unit->drop_ins);
  unit->drop_ins = paths != NULL ? g_steal_pointer (&paths) : g_new0 (char *, 1);

  return 0;
}

static int
read_need_reload (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  return sd_bus_message_read_basic (message, 'b', &unit->need_daemon_reload);
}

/* The manager lists both sides: those that it names, and those that name it. */
static int
read_joined (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  guint n = 0;
  int r = read_words (NULL, message, NULL, NULL, &n);

  unit->settings->joins_namespaces |= n > 0;

  return r;
}

static int
read_default_dependencies (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  return sd_bus_message_read_basic (message, 'b', &unit->settings->default_dependencies);
}

static int
read_type (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  const char *type;
  int r = sd_bus_message_read_basic (message, 's', &type);

  if (r >= 0)
    unit->settings->type = g_intern_string (type);

  return r;
}

/* Settings that the checks read from fields of their own. */

static int
read_mask (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  const guint64 all = row->directive == HN_DIRECTIVE_RESTRICT_NAMESPACES
                          ? hn_namespaces_all (unit->settings->context.version)
                          : hn_capabilities_all ();
  guint64 mask;
  int r = sd_bus_message_read_basic (message, 't', &mask);

  if (r < 0)
    return r;

  if (row->directive == HN_DIRECTIVE_CAPABILITY_BOUNDING_SET && (mask & all) == all)
    mask = HN_CAPABILITIES_ALL;
  unit->settings->values[row->directive].bits = mask;
  mark (unit->settings, row->directive,
        row->directive == HN_DIRECTIVE_AMBIENT_CAPABILITIES ? mask != 0 : (mask & all) != all);

  return 0;
}

static int
read_umask (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  guint32 mode;
  int r = sd_bus_message_read_basic (message, 'u', &mode);

  if (r < 0)
    return r;

  unit->settings->values[HN_DIRECTIVE_UMASK].bits = mode;
  mark (unit->settings, row->directive, mode != 0022);

  return 0;
}

static void
add_family (HnSetting *value, const char *word, GString *text)
{
  guint64 family = hn_family_from_name (word);

  /* A family newer than the table counts like the rarest one that it has. */
  value->bits |= family != 0 ? family : HN_BIT (AF_VSOCK);
}

static void
add_call (HnSetting *value, const char *word, GString *text)
{
  gsize length = strcspn (word, ":");
  g_autofree char *name = word[length] != '\0' ? g_strndup (word, length) : NULL;
  int call = hn_syscall_find (name != NULL ? name : word);

  if (call >= 0)
    hn_syscall_set_add (&hn_setting_make_filter (value)->calls, call);
}

static int
read_allowed_or_denied (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  HnSetting *value = &unit->settings->values[row->directive];
  const gboolean calls = row->directive == HN_DIRECTIVE_SYSTEM_CALL_FILTER;
  int r;

  value->bits = 0;
  hn_setting_clear_filter (value);
  r = read_allow_or_deny_list (value, message, calls ? add_call : add_family, NULL);
  mark (unit->settings, row->directive, value->exists);

  return r;
}

static void
add_architecture (HnSetting *value, const char *word, GString *text)
{
  guint64 architecture = hn_architecture_from_name (word);

  value->bits |= architecture != 0 ? architecture : UNKNOWN_ARCHITECTURE;
}

static int
read_architectures (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  HnSetting *value = &unit->settings->values[row->directive];
  int r;

  value->bits = 0;
  r = read_words (value, message, add_architecture, NULL, NULL);
  mark (unit->settings, row->directive, value->bits != 0);

  return r;
}

static int
read_addresses (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  char *text = NULL;
  int r =
      hn_read_addresses (message, MAX_ENTRIES, &unit->settings->values[row->directive].bits, &text);

  if (r >= 0)
    take_text (unit->settings, row->directive, text);

  return r;
}

static int
read_sockets (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  char *text = NULL;
  int r = hn_read_socket_binds (message, MAX_ENTRIES, &text);

  if (r >= 0)
    take_text (unit->settings, row->directive, text);

  return r;
}

/* Pairs of strings, in the spelling of the directive. */
static int
read_pairs (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *separator = row->directive == HN_DIRECTIVE_DEVICE_ALLOW ? " " : ":";
  const char *first, *second;
  guint n = 0;
  int r = sd_bus_message_enter_container (message, 'a', "(ss)");

  while (r >= 0 && (r = sd_bus_message_read (message, "(ss)", &first, &second)) > 0)
    {
      if (++n > MAX_ENTRIES)
        return -E2BIG;
      keep_word (NULL, first, text);
      if (second[0] != '\0')
        g_string_append_printf (text, "%s%s", separator, second);
    }
  if (r < 0)
    return r;

  if (row->directive == HN_DIRECTIVE_DEVICE_ALLOW)
    unit->settings->values[HN_DIRECTIVE_DEVICE_ALLOW].exists = n > 0;
  take_text (unit->settings, row->directive, g_strdup (text->str));

  return sd_bus_message_exit_container (message);
}

/* The finer value that newer managers show beside a boolean of the same name. The boolean decides,
 * as it does for systemd's own analysis. */
static int
read_finer_word (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  gboolean pair = row->signature[0] == '(';
  const char *word, *rest;
  int r = pair ? sd_bus_message_read (message, "(ss)", &word, &rest)
               : sd_bus_message_read_basic (message, 's', &word);

  if (r < 0)
    return r;

  if (hn_settings_is_enabled (unit->settings, row->directive) && word[0] != '\0' &&
      strcmp (word, "no") != 0)
    set_word (unit->settings, row->directive, word);

  return 0;
}

/* Settings that no check computes with: kept in the shape that their directive has. */

static void
keep_boolean (HnSettings *settings, int directive, gboolean set)
{
  if (hn_directive_get (directive)->type->kind == HN_KIND_CHOICE)
    {
      set_word (settings, directive, set ? "yes" : "no");
      return;
    }

  /* Also Delegate=, which is a list and a boolean at once. */
  settings->values[directive].on = (gint8) set;
  mark (settings, directive, set > 0);
}

static void
keep_text (HnSettings *settings, int directive, const char *text)
{
  const HnKind kind = hn_directive_get (directive)->type->kind;

  if (kind == HN_KIND_CHOICE)
    set_word (settings, directive, text);
  else if (kind == HN_KIND_BOOLEAN)
    keep_boolean (settings, directive, hn_parse_boolean (text));
  else
    take_text (settings, directive, g_strdup (text));
}

static int
read_any_list (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int r = read_words (NULL, message, keep_word, text, NULL);

  if (r >= 0)
    take_text (unit->settings, row->directive, g_strdup (text->str));

  return r;
}

static int
read_any_choice_list (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  HnSetting value = { 0 };
  int r = read_allow_or_deny_list (&value, message, keep_word, text);

  if (r >= 0)
    take_text (unit->settings, row->directive,
               g_strconcat (value.exists && !value.allow ? "~" : "", text->str, NULL));

  return r;
}

static int
read_any_number (HnUnit *unit, const Property *row, sd_bus_message *message, char type)
{
  gboolean is_mode = hn_directive_get (row->directive)->type->kind == HN_KIND_MODE;
  guint64 number = 0;
  guint32 word = 0;
  int r = sd_bus_message_read_basic (message, type, type == 't' ? (void *) &number : &word);

  if (r < 0)
    return r;
  if (type != 't')
    number = word;

  if (type == 'i' && number == INT_MAX)
    take_text (unit->settings, row->directive, g_strdup ("kill"));
  else if (number != 0 && number != G_MAXUINT64)
    take_text (unit->settings, row->directive,
               is_mode ? g_strdup_printf ("%04o", (guint) number)
                       : g_strdup_printf ("%" G_GUINT64_FORMAT, number));

  return 0;
}

static int
read_any (HnUnit *unit, const Property *row, sd_bus_message *message, const char *signature)
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
    return read_pairs (unit, row, message);
  if (strcmp (signature, "a(iiqq)") == 0)
    return read_sockets (unit, row, message);
  if (strcmp (signature, "(bas)") == 0)
    return read_any_choice_list (unit, row, message);
  if (strcmp (signature, "(bs)") == 0)
    {
      r = sd_bus_message_read (message, "(bs)", &boolean, &text);
      if (r >= 0)
        take_text (unit->settings, row->directive,
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
#define TEXT(name, field)                                                         \
  {                                                                               \
    name, "s", read_unit_text, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, field) \
  }
#define NUMBER(name, field)                                                         \
  {                                                                                 \
    name, "t", read_unit_number, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, field) \
  }
#define VALUE(name, signature, reader, directive)               \
  {                                                             \
    name, signature, read_##reader, HN_DIRECTIVE_##directive, 0 \
  }

static const Property rows[] = {
  TEXT ("Id", name),
  TEXT ("Description", description),
  TEXT ("LoadState", load_state),
  TEXT ("ActiveState", active_state),
  TEXT ("SubState", sub_state),
  TEXT ("UnitFileState", unit_file_state),
  TEXT ("FragmentPath", fragment_path),
  NUMBER ("MemoryCurrent", memory),
  NUMBER ("TasksCurrent", tasks),
  NUMBER ("ExecMainStartTimestamp", started),
  VALUE ("DropInPaths", "as", drop_ins, NONE),
  VALUE ("NeedDaemonReload", "b", need_reload, NONE),
  VALUE ("DefaultDependencies", "b", default_dependencies, NONE),
  VALUE ("JoinsNamespaceOf", "as", joined, NONE),
  VALUE ("Type", "s", type, NONE),
  VALUE ("AmbientCapabilities", "t", mask, AMBIENT_CAPABILITIES),
  VALUE ("CapabilityBoundingSet", "t", mask, CAPABILITY_BOUNDING_SET),
  VALUE ("RestrictNamespaces", "t", mask, RESTRICT_NAMESPACES),
  VALUE ("UMask", "u", umask, UMASK),
  VALUE ("RestrictAddressFamilies", "(bas)", allowed_or_denied, RESTRICT_ADDRESS_FAMILIES),
  VALUE ("SystemCallFilter", "(bas)", allowed_or_denied, SYSTEM_CALL_FILTER),
  VALUE ("SystemCallArchitectures", "as", architectures, SYSTEM_CALL_ARCHITECTURES),
  VALUE ("IPAddressAllow", "a(iayu)", addresses, IP_ADDRESS_ALLOW),
  VALUE ("IPAddressDeny", "a(iayu)", addresses, IP_ADDRESS_DENY),
  VALUE ("DeviceAllow", "a(ss)", pairs, DEVICE_ALLOW),
  VALUE ("IPIngressFilterPath", "as", any_list, IP_INGRESS_FILTER_PATH),
  VALUE ("IPEgressFilterPath", "as", any_list, IP_EGRESS_FILTER_PATH),
  VALUE ("SupplementaryGroups", "as", any_list, SUPPLEMENTARY_GROUPS),
  VALUE ("PrivateTmpEx", "s", finer_word, PRIVATE_TMP),
  VALUE ("PrivateUsersEx", "s", finer_word, PRIVATE_USERS),
  VALUE ("ProtectControlGroupsEx", "s", finer_word, PROTECT_CONTROL_GROUPS),
  VALUE ("ProtectHostnameEx", "(ss)", finer_word, PROTECT_HOSTNAME),
};

#undef TEXT
#undef NUMBER
#undef VALUE

/* Directives that checks count with, by the types that they must have; see read_any(). */
#define D(id) HN_DIRECTIVE_##id
static const HnDirectiveId typed_booleans[] = { D (DELEGATE),
                                                D (DYNAMIC_USER),
                                                D (LOCK_PERSONALITY),
                                                D (MEMORY_DENY_WRITE_EXECUTE),
                                                D (NO_NEW_PRIVILEGES),
                                                D (PRIVATE_DEVICES),
                                                D (PRIVATE_MOUNTS),
                                                D (PRIVATE_NETWORK),
                                                D (PRIVATE_TMP),
                                                D (PRIVATE_USERS),
                                                D (PROTECT_CLOCK),
                                                D (PROTECT_CONTROL_GROUPS),
                                                D (PROTECT_HOSTNAME),
                                                D (PROTECT_KERNEL_LOGS),
                                                D (PROTECT_KERNEL_MODULES),
                                                D (PROTECT_KERNEL_TUNABLES),
                                                D (REMOVE_IPC),
                                                D (RESTRICT_REALTIME),
                                                D (RESTRICT_SUID_SGID) };
static const HnDirectiveId typed_texts[] = {
  D (DEVICE_POLICY), D (KEYRING_MODE),   D (NOTIFY_ACCESS),  D (PROC_SUBSET), D (PROTECT_HOME),
  D (PROTECT_PROC),  D (PROTECT_SYSTEM), D (ROOT_DIRECTORY), D (ROOT_IMAGE),  D (USER)
};
#undef D

/* Gives the rows of @directives the type that they must have, and puts them into @table. */
static void
add_typed (GHashTable *table,
           Property *properties,
           const HnDirectiveId *directives,
           gsize n,
           const char *signature)
{
  for (gsize i = 0; i < n; i++)
    {
      Property *row = &properties[directives[i]];

      row->signature = signature;
      g_hash_table_insert (table, (gpointer) row->name, row);
    }
}

/* By name, of Property; made once. @for_score: without those that no check counts with. */
static GHashTable *
get_rows (gboolean for_score)
{
  static gsize ready;
  static GHashTable *table, *for_score_table;
  static Property others[HN_N_DIRECTIVES];

  if (g_once_init_enter (&ready))
    {
      table = g_hash_table_new (g_str_hash, g_str_equal);
      for_score_table = g_hash_table_new (g_str_hash, g_str_equal);
      for (int i = 0; i < HN_N_DIRECTIVES; i++)
        {
          others[i] = (Property){ .name = hn_directive_get (i)->name, .directive = i };
          g_hash_table_insert (table, (gpointer) others[i].name, &others[i]);
        }
      add_typed (for_score_table, others, typed_booleans, G_N_ELEMENTS (typed_booleans), "b");
      add_typed (for_score_table, others, typed_texts, G_N_ELEMENTS (typed_texts), "s");
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
read_variant (HnUnit *unit, const Property *row, sd_bus_message *message)
{
  const char *signature;
  int r = sd_bus_message_peek_type (message, NULL, &signature);

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
  if (r == -E2BIG)
    return _ ("a list is too long to be true");
  if (r == -EBADMSG || r == -ENXIO)
    return _ ("it is of another type than it should be");

  return g_strerror (-r);
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
  while (r >= 0 && (r = sd_bus_message_enter_container (reply, 'e', "sv")) > 0)
    {
      const char *name;

      if (++n > MAX_PROPERTIES)
        return fail (unit, NULL, -E2BIG, error);
      r = sd_bus_message_read_basic (reply, 's', &name);
      if (r < 0)
        return fail (unit, NULL, r, error);
      r = read_variant (unit, g_hash_table_lookup (table, name), reply);
      if (r >= 0)
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
  hn_unit_set_text ((char **) &settings->context.unit, unit->name);
  hn_unit_set_text ((char **) &settings->context.fragment_path, unit->fragment_path);
  hn_unit_set_text (&settings->description, unit->description);
  settings->load_state = HN_LOAD_LOADED;
  hn_settings_imply_for_checks (settings);

  return TRUE;
}
