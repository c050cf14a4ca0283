/* Reads the properties of a service, as they come over the bus, into a unit and its settings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager-properties.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/implied.h"
#include "engine/settings-private.h"
#include "engine/values.h"

/* More than any manager has to say about one service; what goes beyond is nonsense. */
#define MAX_PROPERTIES 4096
#define MAX_ENTRIES 16384

/* Stands for an architecture that the table of architectures does not have. */
#define UNKNOWN_ARCHITECTURE 63

typedef struct _Row Row;

/* Reads the content of one variant, already entered. Negative errno on failure. */
typedef int (*ReadFunc) (HnUnit         *unit,
                         const Row      *row,
                         sd_bus_message *message);

struct _Row
{
  const char *name;
  const char *signature; /* NULL: whatever comes, see read_any() */
  ReadFunc read;
  int directive;
  gsize offset; /* of a text in HnUnit */
};

static void
mark (HnSettings *settings,
      int         directive,
      gboolean    set)
{
  settings->origin[directive] = (HnOrigin){ .kind = set ? HN_ORIGIN_MANAGER : HN_ORIGIN_DEFAULT };
}

static void
take_text (HnSettings *settings,
           int         directive,
           char       *text)
{
  if (text != NULL && text[0] == '\0')
    g_clear_pointer (&text, g_free);

  g_free (settings->text[directive]);
  settings->text[directive] = text;
  mark (settings, directive, text != NULL);
}

static void
set_word (HnSettings *settings,
          int         directive,
          const char *word)
{
  settings->word[directive] = NULL;
  if (word[0] == '\0' || strcmp (hn_settings_get_word (settings, directive), word) == 0)
    {
      mark (settings, directive, FALSE);
      return;
    }

  hn_settings_set_word (settings, directive, word);
  mark (settings, directive, TRUE);
}

static void
add_word (GString    *text,
          const char *word)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

/* Texts of the unit itself. */

static int
read_unit_text (HnUnit         *unit,
                const Row      *row,
                sd_bus_message *message)
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

static int
read_drop_ins (HnUnit         *unit,
               const Row      *row,
               sd_bus_message *message)
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

static int
read_need_reload (HnUnit         *unit,
                  const Row      *row,
                  sd_bus_message *message)
{
  int need;
  int r = sd_bus_message_read_basic (message, 'b', &need);

  if (r >= 0)
    unit->need_daemon_reload = need;

  return r;
}

static int
read_default_dependencies (HnUnit         *unit,
                           const Row      *row,
                           sd_bus_message *message)
{
  int set;
  int r = sd_bus_message_read_basic (message, 'b', &set);

  if (r >= 0)
    unit->settings->default_dependencies = set;

  return r;
}

/* Settings that the checks read from fields of their own. */

static int
read_type (HnUnit         *unit,
           const Row      *row,
           sd_bus_message *message)
{
  const char *type;
  int r = sd_bus_message_read_basic (message, 's', &type);

  if (r >= 0)
    unit->settings->type = g_intern_string (type);

  return r;
}

static int
read_mask (HnUnit         *unit,
           const Row      *row,
           sd_bus_message *message)
{
  HnSettings *settings = unit->settings;
  guint64 all = (G_GUINT64_CONSTANT (1) << hn_n_capabilities ()) - 1;
  guint64 mask;
  int r = sd_bus_message_read_basic (message, 't', &mask);

  if (r < 0)
    return r;

  switch (row->directive)
    {
    case HN_DIRECTIVE_CAPABILITY_BOUNDING_SET:
      settings->capability_bounding_set = (mask & all) == all ? HN_CAPABILITIES_ALL : mask;
      mark (settings, row->directive, (mask & all) != all);
      break;
    case HN_DIRECTIVE_AMBIENT_CAPABILITIES:
      settings->ambient_capabilities = mask;
      mark (settings, row->directive, mask != 0);
      break;
    default:
      all = hn_namespaces_all (settings->version);
      settings->namespaces = mask;
      mark (settings, row->directive, (mask & all) != all);
      break;
    }

  return 0;
}

static int
read_umask (HnUnit         *unit,
            const Row      *row,
            sd_bus_message *message)
{
  guint32 mode;
  int r = sd_bus_message_read_basic (message, 'u', &mode);

  if (r < 0)
    return r;

  unit->settings->mode = mode;
  mark (unit->settings, row->directive, mode != 0022);

  return 0;
}

typedef void (*WordFunc) (HnSettings *settings,
                          const char *word,
                          GString    *text);

/* Walks an array of strings; @text (nullable) is for the words that @func keeps. */
static int
read_words (HnSettings     *settings,
            sd_bus_message *message,
            WordFunc        func,
            GString        *text,
            guint          *n_words)
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

static void
keep_word (HnSettings *settings,
           const char *word,
           GString    *text)
{
  add_word (text, word);
}

static void
add_family (HnSettings *settings,
            const char *word,
            GString    *text)
{
  int family = hn_family_from_name (word);

  /* A family newer than the table counts like the rarest one that it has. */
  if (family < 0 || family > 63)
    family = AF_VSOCK;
  settings->families |= G_GUINT64_CONSTANT (1) << family;
}

static void
add_call (HnSettings *settings,
          const char *word,
          GString    *text)
{
  gsize length = strcspn (word, ":");
  g_autofree char *name = word[length] != '\0' ? g_strndup (word, length) : NULL;
  int call = hn_syscall_find (name != NULL ? name : word);

  if (call >= 0)
    hn_syscall_set_add (&settings->filter.calls, call);
}

static void
add_architecture (HnSettings *settings,
                  const char *word,
                  GString    *text)
{
  int architecture = hn_architecture_from_name (word);

  settings->architectures |= G_GUINT64_CONSTANT (1)
                             << (architecture >= 0 ? architecture : UNKNOWN_ARCHITECTURE);
}

static int
read_allow_or_deny_list (HnSettings     *settings,
                         sd_bus_message *message,
                         WordFunc        func,
                         GString        *text,
                         gboolean       *allow,
                         gboolean       *exists)
{
  guint n;
  int list_allows;
  int r = sd_bus_message_enter_container (message, 'r', "bas");

  if (r < 0)
    return r;
  r = sd_bus_message_read_basic (message, 'b', &list_allows);
  if (r < 0)
    return r;
  r = read_words (settings, message, func, text, &n);
  if (r < 0)
    return r;

  *allow = list_allows;
  *exists = list_allows || n > 0;

  return sd_bus_message_exit_container (message);
}

static int
read_families (HnUnit         *unit,
               const Row      *row,
               sd_bus_message *message)
{
  HnSettings *settings = unit->settings;
  int r;

  settings->families = 0;
  r = read_allow_or_deny_list (settings, message, add_family, NULL, &settings->families_allow,
                               &settings->families_exist);
  mark (settings, row->directive, settings->families_exist);

  return r;
}

static int
read_filter (HnUnit         *unit,
             const Row      *row,
             sd_bus_message *message)
{
  HnSettings *settings = unit->settings;
  int r;

  memset (&settings->filter, 0, sizeof settings->filter);
  r = read_allow_or_deny_list (settings, message, add_call, NULL, &settings->filter.allow,
                               &settings->filter.exists);
  mark (settings, row->directive, settings->filter.exists);

  return r;
}

static int
read_architectures (HnUnit         *unit,
                    const Row      *row,
                    sd_bus_message *message)
{
  int r;

  unit->settings->architectures = 0;
  r = read_words (unit->settings, message, add_architecture, NULL, NULL);
  mark (unit->settings, row->directive, unit->settings->architectures != 0);

  return r;
}

static void
add_address (HnSettings   *settings,
             gboolean      allow,
             int           family,
             const guint8 *bytes,
             gsize         size,
             guint         prefix,
             GString      *text)
{
  gboolean ipv4 = family == AF_INET && size == 4;
  gboolean ipv6 = family == AF_INET6 && size == 16;
  g_autoptr (GInetAddress) address = NULL;

  if (allow)
    {
      /* The same narrow idea of "localhost" that systemd's own analysis has. */
      static const guint8 loopback[16] = { [15] = 1 };

      if ((ipv4 && prefix == 8 && bytes[0] == 127) ||
          (ipv6 && prefix == 128 && memcmp (bytes, loopback, sizeof loopback) == 0))
        settings->allow_localhost = TRUE;
      else
        settings->allow_other = TRUE;
    }
  else
    {
      settings->deny_ipv4_any |= ipv4 && prefix == 0;
      settings->deny_ipv6_any |= ipv6 && prefix == 0;
    }

  if (ipv4 || ipv6)
    {
      g_autofree char *name = NULL;

      address = g_inet_address_new_from_bytes (bytes, ipv4 ? G_SOCKET_FAMILY_IPV4
                                                           : G_SOCKET_FAMILY_IPV6);
      name = g_inet_address_to_string (address);
      g_string_append_printf (text, "%s%s/%u", text->len > 0 ? " " : "", name, prefix);
    }
}

static int
read_addresses (HnUnit         *unit,
                const Row      *row,
                sd_bus_message *message)
{
  HnSettings *settings = unit->settings;
  gboolean allow = row->directive == HN_DIRECTIVE_IP_ADDRESS_ALLOW;
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;
  int r;

  if (allow)
    settings->allow_localhost = settings->allow_other = FALSE;
  else
    settings->deny_ipv4_any = settings->deny_ipv6_any = FALSE;

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

      add_address (settings, allow, family, bytes, size, prefix, text);
    }
  if (r < 0)
    return r;

  take_text (settings, row->directive, g_strdup (text->str));

  return sd_bus_message_exit_container (message);
}

/* Pairs of strings, in the spelling of the directive. */
static int
read_pairs (HnUnit         *unit,
            const Row      *row,
            sd_bus_message *message)
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
    unit->settings->device_allow = n > 0;
  take_text (unit->settings, row->directive, g_strdup (text->str));

  return sd_bus_message_exit_container (message);
}

/* The finer value that newer managers show beside a boolean of the same name. The boolean decides,
 * as it does for systemd's own analysis. */
static int
read_finer_word (HnUnit         *unit,
                 const Row      *row,
                 sd_bus_message *message)
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
keep_boolean (HnSettings *settings,
              int         directive,
              gboolean    set)
{
  switch (hn_directive_get (directive)->kind)
    {
    case HN_KIND_CHOICE:
      set_word (settings, directive, set ? "yes" : "no");
      break;
    case HN_KIND_BOOLEAN:
      settings->on[directive] = set;
      mark (settings, directive, set);
      break;
    default:
      /* Delegate=, which is a list and a boolean at once. */
      settings->on[directive] = set;
      mark (settings, directive, set);
      break;
    }
}

static void
keep_text (HnSettings *settings,
           int         directive,
           const char *text)
{
  int boolean;

  switch (hn_directive_get (directive)->kind)
    {
    case HN_KIND_CHOICE:
      set_word (settings, directive, text);
      break;
    case HN_KIND_BOOLEAN:
      boolean = hn_parse_boolean (text);
      settings->on[directive] = boolean;
      mark (settings, directive, boolean > 0);
      break;
    default:
      take_text (settings, directive, g_strdup (text));
      break;
    }
}

static int
read_any_list (HnUnit         *unit,
               const Row      *row,
               sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int r = read_words (unit->settings, message, keep_word, text, NULL);

  if (r >= 0)
    take_text (unit->settings, row->directive, g_strdup (text->str));

  return r;
}

static int
read_any_choice_list (HnUnit         *unit,
                      const Row      *row,
                      sd_bus_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean allow, exists;
  int r = read_allow_or_deny_list (unit->settings, message, keep_word, text, &allow, &exists);

  if (r >= 0)
    take_text (unit->settings, row->directive,
               g_strconcat (exists && !allow ? "~" : "", text->str, NULL));

  return r;
}

static int
read_any_number (HnUnit         *unit,
                 const Row      *row,
                 sd_bus_message *message,
                 char            type)
{
  gboolean is_mode = hn_directive_get (row->directive)->kind == HN_KIND_MODE;
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
    take_text (unit->settings, row->directive, g_strdup ("kill"));
  else if (number != 0 && number != G_MAXUINT64)
    take_text (unit->settings, row->directive,
               is_mode ? g_strdup_printf ("%04o", (guint) number)
                       : g_strdup_printf ("%" G_GUINT64_FORMAT, number));

  return 0;
}

static int
read_any (HnUnit         *unit,
          const Row      *row,
          sd_bus_message *message,
          const char     *signature)
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
static const Row rows[] = {
  { "Id", "s", read_unit_text, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, name) },
  { "Description", "s", read_unit_text, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, description) },
  { "LoadState", "s", read_unit_text, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, load_state) },
  { "ActiveState", "s", read_unit_text, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, active_state) },
  { "SubState", "s", read_unit_text, HN_DIRECTIVE_NONE, G_STRUCT_OFFSET (HnUnit, sub_state) },
  { "UnitFileState", "s", read_unit_text, HN_DIRECTIVE_NONE,
    G_STRUCT_OFFSET (HnUnit, unit_file_state) },
  { "FragmentPath", "s", read_unit_text, HN_DIRECTIVE_NONE,
    G_STRUCT_OFFSET (HnUnit, fragment_path) },
  { "DropInPaths", "as", read_drop_ins, HN_DIRECTIVE_NONE, 0 },
  { "NeedDaemonReload", "b", read_need_reload, HN_DIRECTIVE_NONE, 0 },
  { "DefaultDependencies", "b", read_default_dependencies, HN_DIRECTIVE_NONE, 0 },
  { "Type", "s", read_type, HN_DIRECTIVE_NONE, 0 },
  { "AmbientCapabilities", "t", read_mask, HN_DIRECTIVE_AMBIENT_CAPABILITIES, 0 },
  { "CapabilityBoundingSet", "t", read_mask, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, 0 },
  { "RestrictNamespaces", "t", read_mask, HN_DIRECTIVE_RESTRICT_NAMESPACES, 0 },
  { "UMask", "u", read_umask, HN_DIRECTIVE_UMASK, 0 },
  { "RestrictAddressFamilies", "(bas)", read_families, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, 0 },
  { "SystemCallFilter", "(bas)", read_filter, HN_DIRECTIVE_SYSTEM_CALL_FILTER, 0 },
  { "SystemCallArchitectures", "as", read_architectures, HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, 0 },
  { "IPAddressAllow", "a(iayu)", read_addresses, HN_DIRECTIVE_IP_ADDRESS_ALLOW, 0 },
  { "IPAddressDeny", "a(iayu)", read_addresses, HN_DIRECTIVE_IP_ADDRESS_DENY, 0 },
  { "DeviceAllow", "a(ss)", read_pairs, HN_DIRECTIVE_DEVICE_ALLOW, 0 },
  { "IPIngressFilterPath", "as", read_any_list, HN_DIRECTIVE_IP_INGRESS_FILTER_PATH, 0 },
  { "IPEgressFilterPath", "as", read_any_list, HN_DIRECTIVE_IP_EGRESS_FILTER_PATH, 0 },
  { "SupplementaryGroups", "as", read_any_list, HN_DIRECTIVE_SUPPLEMENTARY_GROUPS, 0 },
  { "PrivateTmpEx", "s", read_finer_word, HN_DIRECTIVE_PRIVATE_TMP, 0 },
  { "PrivateUsersEx", "s", read_finer_word, HN_DIRECTIVE_PRIVATE_USERS, 0 },
  { "ProtectControlGroupsEx", "s", read_finer_word, HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, 0 },
  { "ProtectHostnameEx", "(ss)", read_finer_word, HN_DIRECTIVE_PROTECT_HOSTNAME, 0 },
};

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

/* By name, of Row; made once. */
static GHashTable *
get_rows (void)
{
  static gsize ready;
  static GHashTable *table;
  static Row others[HN_N_DIRECTIVES];

  if (g_once_init_enter (&ready))
    {
      table = g_hash_table_new (g_str_hash, g_str_equal);
      for (int i = 0; i < HN_N_DIRECTIVES; i++)
        {
          others[i] = (Row){ .name = hn_directive_get (i)->name, .directive = i };
          g_hash_table_insert (table, (gpointer) others[i].name, &others[i]);
        }
      for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
        others[typed[i].directive].signature = typed[i].signature;
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        g_hash_table_replace (table, (gpointer) rows[i].name, (gpointer) &rows[i]);
      g_once_init_leave (&ready, 1);
    }

  return table;
}

/* Reads one variant. */
static int
read_variant (HnUnit         *unit,
              const Row      *row,
              sd_bus_message *message)
{
  const char *signature;
  int r;

  if (row == NULL)
    return sd_bus_message_skip (message, "v");

  r = sd_bus_message_peek_type (message, NULL, &signature);
  if (r < 0)
    return r;
  if (signature == NULL || (row->signature != NULL && strcmp (signature, row->signature) != 0))
    return -EBADMSG;

  r = sd_bus_message_enter_container (message, 'v', signature);
  if (r < 0)
    return r;
  r = row->read != NULL ? row->read (unit, row, message) : read_any (unit, row, message, signature);
  if (r < 0)
    return r;

  return sd_bus_message_exit_container (message);
}

static gboolean
fail (HnUnit     *unit,
      const char *property,
      int         r,
      GError    **error)
{
  if (property == NULL)
    g_set_error (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                 /* Translators: the first %s is a service, the second says what is wrong */
                 _("The manager's answer about %s makes no sense: %s"), unit->name,
                 g_strerror (-r));
  else
    g_set_error (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                 /* Translators: a service, one of its properties, and what is wrong with it */
                 _("The manager's answer about %s makes no sense at its property %s: %s"),
                 unit->name, property, g_strerror (-r));

  return FALSE;
}

gboolean
hn_unit_read_properties (HnUnit         *unit,
                         sd_bus_message *reply,
                         GError        **error)
{
  GHashTable *table = get_rows ();
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
hn_unit_read_property (HnUnit         *unit,
                       const char     *name,
                       sd_bus_message *reply,
                       GError        **error)
{
  int r;

  g_return_val_if_fail (unit->settings != NULL, FALSE);

  r = read_variant (unit, g_hash_table_lookup (get_rows (), name), reply);

  return r >= 0 || fail (unit, name, r, error);
}

void
hn_unit_begin_settings (HnUnit *unit,
                        HnScope scope,
                        guint   version)
{
  HnUnitContext context = { .unit = unit->name, .scope = scope, .version = version };

  g_clear_pointer (&unit->settings, hn_settings_free);
  unit->settings = hn_settings_new (&context);
}

gboolean
hn_unit_finish_settings (HnUnit  *unit,
                         GError **error)
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
      g_set_error (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                   _("The manager's answer about %s lacks the type of the service"), unit->name);
      return FALSE;
    }

  /* An alias was asked for by another name than the manager's own. */
  if (strcmp (settings->unit, unit->name) != 0)
    {
      g_free (settings->unit);
      settings->unit = g_strdup (unit->name);
    }
  settings->load_state = HN_LOAD_LOADED;
  g_free (settings->description);
  settings->description = g_strdup (unit->description);
  g_free (settings->fragment_path);
  settings->fragment_path = g_strdup (unit->fragment_path);
  hn_settings_imply_for_checks (settings);

  return TRUE;
}

HnUnit *
hn_unit_new (const char *name)
{
  HnUnit *self = g_new0 (HnUnit, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->description = g_strdup ("");
  self->load_state = g_strdup ("");
  self->active_state = g_strdup ("");
  self->sub_state = g_strdup ("");
  self->drop_ins = g_new0 (char *, 1);

  return self;
}

HnUnit *
hn_unit_ref (HnUnit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hn_unit_unref (HnUnit *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->name);
  g_free (self->description);
  g_free (self->load_state);
  g_free (self->active_state);
  g_free (self->sub_state);
  g_free (self->unit_file_state);
  g_free (self->fragment_path);
  g_strfreev (self->drop_ins);
  hn_settings_free (self->settings);
  g_free (self);
}

/* FNV-1a, eight bytes at a time where there are as many: a change must show, nobody attacks. */
static guint64
mix (guint64     hash,
     const void *data,
     gsize       size)
{
  const guint8 *bytes = data;
  const guint64 prime = G_GUINT64_CONSTANT (0x100000001b3);

  for (; size >= sizeof (guint64); bytes += sizeof (guint64), size -= sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, bytes, sizeof word);
      hash = (hash ^ word) * prime;
      hash ^= hash >> 29;
    }
  for (; size > 0; bytes++, size--)
    hash = (hash ^ *bytes) * prime;

  return hash;
}

static guint64
mix_text (guint64     hash,
          const char *text)
{
  return text != NULL ? mix (hash, text, strlen (text) + 1) : mix (hash, "\1", 2);
}

#define SEED G_GUINT64_CONSTANT (0xcbf29ce484222325)

guint64
hn_fingerprint_state (const char *load_state,
                      const char *active_state,
                      const char *sub_state)
{
  return mix_text (mix_text (mix_text (SEED, load_state), active_state), sub_state) | 1;
}

HnFingerprint
hn_unit_get_fingerprint (const HnUnit *unit)
{
  const HnSettings *settings = unit->settings;
  HnFingerprint print = { 0 };
  guint64 hash = SEED;

  print.state = hn_fingerprint_state (unit->load_state, unit->active_state, unit->sub_state);

  hash = mix_text (SEED, unit->fragment_path);
  for (guint i = 0; unit->drop_ins[i] != NULL; i++)
    hash = mix_text (hash, unit->drop_ins[i]);
  print.paths = hash | 1;

  if (settings == NULL)
    return print;

#define MIX(field) hash = mix (hash, &settings->field, sizeof settings->field)
  hash = mix_text (SEED, settings->type);
  MIX (default_dependencies);
  MIX (on);
  MIX (word);
  MIX (capability_bounding_set);
  MIX (ambient_capabilities);
  MIX (namespaces);
  MIX (mode);
  MIX (families_allow);
  MIX (families);
  MIX (filter);
  MIX (architectures);
  MIX (device_allow);
  MIX (deny_ipv4_any);
  MIX (deny_ipv6_any);
  MIX (allow_localhost);
  MIX (allow_other);
#undef MIX
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if (settings->text[i] != NULL)
      hash = mix_text (mix (hash, &i, sizeof i), settings->text[i]);
  print.settings = hash | 1;

  return print;
}
