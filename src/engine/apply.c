/* Sandboxing directives: what each line does to the settings. The rules are those of systemd's
 * load-fragment.c in versions 252, 257 and 262, checked against booted systems.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/apply.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/apply-sets.h"
#include "engine/apply-text.h"
#include "engine/apply-unit.h"
#include "engine/settings-private.h"
#include "engine/types/specifier.h"
#include "engine/types/values.h"

/* No key of systemd is longer. */
#define LONGEST_KEY 64

/* Beyond as many warnings nobody is asked what was meant. */
#define MOST_HINTS 100

/* What systemd knows of a key in one section. */
typedef struct
{
  HnSection section;
  const char *name;
  guint since;
  guint until;
  HnDirectiveId directive;
} KnownKey;

static KnownKey known_keys[] = {
#define KNOWN_KEY(section, name, since, until) \
  { HN_SECTION_##section, name, since, until, HN_DIRECTIVE_NONE },
#include "engine/catalogue/known-keys-table.h"
#undef KNOWN_KEY
};

static GHashTable *
get_keys (HnSection section)
{
  static GHashTable *tables[HN_N_SECTIONS];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < HN_N_SECTIONS; i++)
        tables[i] = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < G_N_ELEMENTS (known_keys); i++)
        {
          KnownKey *key = &known_keys[i];

          if (key->section == HN_SECTION_SERVICE)
            key->directive = hn_directive_find (key->name);
          g_hash_table_insert (tables[key->section], (gpointer) key->name, key);
        }
      g_once_init_leave (&made, 1);
    }

  return tables[section];
}

static gboolean
apply_boolean (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  int value = hn_parse_boolean (line->value);
  /* Three-way booleans can be put back to "systemd decides". */
  gboolean three_way =
      (directive == HN_DIRECTIVE_PRIVATE_MOUNTS && self->context.version >= 257) ||
      directive == HN_DIRECTIVE_MOUNT_API_VFS || directive == HN_DIRECTIVE_BIND_LOG_SOCKETS ||
      directive == HN_DIRECTIVE_MEMORY_KSM || directive == HN_DIRECTIVE_SET_LOGIN_ENVIRONMENT;

  if (value < 0 && !(three_way && line->value[0] == '\0'))
    {
      if (directive == HN_DIRECTIVE_DYNAMIC_USER)
        {
          hn_line_warn (self, line,
                        _ ("“%s” is neither yes nor no; systemd stops reading the file here"),
                        line->value);
          return FALSE;
        }
      hn_line_warn_invalid (self, line);
      return TRUE;
    }

  self->values[directive].on = (gint8) value;
  hn_line_set_origin (self, line, directive);

  return TRUE;
}

static gboolean
choice_takes_booleans (const HnDirective *directive)
{
  for (const HnChoice *choice = directive->choices; choice->value != NULL; choice++)
    if (strcmp (choice->value, "no") == 0)
      return TRUE;

  return FALSE;
}

static void
apply_choice (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  int boolean = choice_takes_booleans (row) ? hn_parse_boolean (line->value) : -1;

  if (boolean >= 0)
    {
      hn_settings_set_word (self, directive, boolean ? "yes" : "no");
      hn_line_set_origin (self, line, directive);
      return;
    }

  /* ProtectHostname= may carry the name to use, and alone among the choices can be emptied. */
  if (directive == HN_DIRECTIVE_PROTECT_HOSTNAME && self->context.version >= 258)
    {
      const char *colon = strchr (line->value, ':');

      if (line->value[0] == '\0')
        {
          self->values[directive].word = NULL;
          hn_line_set_origin (self, line, directive);
          return;
        }
      if (colon != NULL)
        {
          g_autofree char *word = g_strndup (line->value, colon - line->value);

          boolean = hn_parse_boolean (word);
          if ((boolean > 0 || strcmp (word, "private") == 0) && colon[1] != '\0')
            {
              hn_settings_set_word (self, directive, boolean > 0 ? "yes" : "private");
              hn_line_set_origin (self, line, directive);
            }
          else
            hn_line_warn_invalid (self, line);
          return;
        }
    }

  for (const HnChoice *choice = row->choices; choice->value != NULL; choice++)
    {
      if (strcmp (choice->value, line->value) != 0)
        continue;
      if (choice->since > self->context.version)
        {
          hn_line_warn (self, line,
                        /* Translators: %s is a value, the numbers are systemd versions */
                        _ ("“%s” needs systemd %u; systemd %u ignores the line"), line->value,
                        choice->since, self->context.version);
          return;
        }
      hn_settings_set_word (self, directive, choice->value);
      hn_line_set_origin (self, line, directive);
      return;
    }

  hn_line_warn_invalid (self, line);
}

static void
apply_mode (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  guint mode;

  if (!hn_parse_mode (line->value, &mode))
    {
      hn_line_warn_invalid (self, line);
      return;
    }

  if (directive == HN_DIRECTIVE_UMASK)
    self->values[HN_DIRECTIVE_UMASK].bits = mode;
  else
    {
      g_autofree char *text = g_strdup_printf ("%04o", mode);

      hn_setting_set_text (&self->values[directive], text);
    }
  hn_line_set_origin (self, line, directive);
}

static gboolean
stop_at_user (HnSettings *self, const HnLine *line, const char *name)
{
  hn_line_warn (self, line,
                _ ("“%s” is no valid name of a user or group; systemd stops reading the file here"),
                name);
  return FALSE;
}

static gboolean
apply_user (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  g_autofree char *name = hn_specifier_expand (&self->context, line->value);

  if (line->value[0] != '\0' && (name == NULL || !hn_user_name_is_valid (name)))
    return stop_at_user (self, line, line->value);

  hn_setting_set_text (&self->values[directive], name);
  hn_line_set_origin (self, line, directive);

  return TRUE;
}

static gboolean
apply_groups (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  const char *rest = line->value;
  char *word;
  int got;

  hn_line_set_origin (self, line, directive);
  if (line->value[0] == '\0')
    {
      hn_setting_set_text (&self->values[directive], NULL);
      return TRUE;
    }

  while ((got = hn_extract_word (&rest, FALSE, FALSE, &word)) > 0)
    {
      g_autofree char *name = hn_specifier_expand (&self->context, word);

      if (name == NULL || !hn_user_name_is_valid (name))
        {
          gboolean result = stop_at_user (self, line, word);

          g_free (word);
          return result;
        }
      g_free (word);
      hn_setting_append_text (&self->values[directive], name);
    }

  return got == 0 ? TRUE : stop_at_user (self, line, line->value);
}

/* A path that systemd insists on: a bad one makes it refuse the rest of the file. */
static gboolean
apply_root_path (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  g_autofree char *path = hn_specifier_expand (&self->context, line->value);

  if (line->value[0] != '\0' && (path == NULL || path[0] != '/' || !hn_path_simplify (path)))
    {
      hn_line_warn (self, line,
                    _ ("“%s” is no absolute, plain path; systemd stops reading the file here"),
                    line->value);
      return FALSE;
    }

  hn_setting_set_text (&self->values[directive], path);
  hn_line_set_origin (self, line, directive);

  return TRUE;
}

static gboolean
apply_working_directory (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  gboolean may_be_missing = line->value[0] == '-';
  gboolean home = strcmp (line->value + may_be_missing, "~") == 0;
  g_autofree char *path = hn_specifier_expand (&self->context, line->value + may_be_missing);

  if (line->value[0] != '\0' && !home &&
      (path == NULL || path[0] != '/' || !hn_path_simplify (path)))
    {
      hn_line_warn (self, line, _ ("“%s” is no absolute, plain path"), line->value);
      return may_be_missing;
    }

  hn_setting_set_text (&self->values[directive], path);
  hn_line_set_origin (self, line, directive);

  return TRUE;
}

/* A label of a security module. With "-" the service starts without one that is not there, and
 * systemd forgives what it cannot read as well. */
static gboolean
apply_label (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  if (!hn_specifiers_are_known (&self->context, line->value))
    {
      if (line->value[0] == '-')
        {
          hn_line_warn_invalid (self, line);
          return TRUE;
        }
      hn_line_warn (self, line,
                    /* Translators: %s is a value that has a %-letter in it */
                    _ ("“%s” has a specifier that systemd does not know; it stops reading the file "
                       "here"),
                    line->value);
      return FALSE;
    }

  hn_setting_set_text (&self->values[directive], line->value);
  hn_line_set_origin (self, line, directive);

  return TRUE;
}

/* Which partitions of an image may be used, and how they have to be protected. */
static gboolean
is_image_policy (const HnSettings *self, const char *value)
{
  static const char *const partitions[] = {
    "root",           "usr",  "home",        "srv",        "esp",
    "xbootldr",       "swap", "root-verity", "usr-verity", "root-verity-sig",
    "usr-verity-sig", "tmp",  "var",         NULL,
  };
  static const char *const flags[] = {
    "unprotected", "verity",       "signed",        "encrypted", "unused",     "absent", "open",
    "ignore",      "read-only-on", "read-only-off", "growfs-on", "growfs-off", NULL,
  };
  g_auto (GStrv) rules = g_strsplit (value, ":", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (strcmp (value, "-") == 0 || strcmp (value, "*") == 0 || strcmp (value, "~") == 0)
    return TRUE;

  for (guint i = 0; rules[i] != NULL; i++)
    {
      char *equals = strchr (rules[i], '=');
      g_auto (GStrv) words = NULL;

      if (equals == NULL)
        return FALSE;
      *equals = '\0';
      g_strstrip (rules[i]);
      /* Without a name it is about all that have no rule. */
      if ((rules[i][0] != '\0' && !g_strv_contains (partitions, rules[i])) ||
          !g_hash_table_add (seen, rules[i]))
        return FALSE;
      words = g_strsplit (equals + 1, "+", -1);
      for (guint j = 0; words[j] != NULL; j++)
        if (!g_strv_contains (flags, g_strstrip (words[j])) &&
            !(self->context.version >= 258 && strcmp (words[j], "encryptedwithintegrity") == 0) &&
            !(words[1] == NULL && (words[j][0] == '\0' || strcmp (words[j], "-") == 0)))
          return FALSE;
    }

  return TRUE;
}

static gboolean
apply_image_policy (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  if (line->value[0] != '\0' && !is_image_policy (self, line->value))
    {
      hn_line_warn (self, line,
                    _ ("“%s” is no rule for the partitions of an image; systemd stops reading the "
                       "file here"),
                    line->value);
      return FALSE;
    }

  hn_setting_set_text (&self->values[directive], line->value);
  hn_line_set_origin (self, line, directive);

  return TRUE;
}

static void
apply_delegate (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  int boolean = hn_parse_boolean (line->value);
  const char *rest = line->value;
  char *word;
  int got;

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    g_free (word);
  if (got < 0)
    {
      hn_line_warn_invalid (self, line);
      return;
    }

  /* Nothing at all means yes, without any controller. */
  self->values[directive].on = boolean != 0;
  hn_setting_set_text (&self->values[directive], boolean < 0 ? line->value : NULL);
  hn_line_set_origin (self, line, directive);
}

static gboolean
apply_directive (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_USER:
    case HN_DIRECTIVE_GROUP:
      return apply_user (self, line, directive);
    case HN_DIRECTIVE_SUPPLEMENTARY_GROUPS:
      return apply_groups (self, line, directive);
    case HN_DIRECTIVE_ROOT_DIRECTORY:
    case HN_DIRECTIVE_ROOT_IMAGE:
    case HN_DIRECTIVE_ROOT_VERITY:
    case HN_DIRECTIVE_ROOT_MSTACK:
      return apply_root_path (self, line, directive);
    case HN_DIRECTIVE_SELINUX_CONTEXT:
    case HN_DIRECTIVE_APPARMOR_PROFILE:
    case HN_DIRECTIVE_SMACK_PROCESS_LABEL:
      return apply_label (self, line, directive);
    case HN_DIRECTIVE_ROOT_IMAGE_POLICY:
    case HN_DIRECTIVE_MOUNT_IMAGE_POLICY:
    case HN_DIRECTIVE_EXTENSION_IMAGE_POLICY:
      return apply_image_policy (self, line, directive);
    case HN_DIRECTIVE_WORKING_DIRECTORY:
      return apply_working_directory (self, line, directive);
    case HN_DIRECTIVE_CAPABILITY_BOUNDING_SET:
    case HN_DIRECTIVE_AMBIENT_CAPABILITIES:
      hn_apply_capabilities (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_RESTRICT_NAMESPACES:
      hn_apply_namespaces (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES:
      hn_apply_families (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_SYSTEM_CALL_FILTER:
      hn_apply_filter (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES:
      hn_apply_architectures (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_DEVICE_ALLOW:
      hn_apply_device_allow (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_IP_ADDRESS_ALLOW:
    case HN_DIRECTIVE_IP_ADDRESS_DENY:
      hn_apply_addresses (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_IP_INGRESS_FILTER_PATH:
    case HN_DIRECTIVE_IP_EGRESS_FILTER_PATH:
      hn_apply_filter_path (self, line, directive);
      return TRUE;
    case HN_DIRECTIVE_DELEGATE:
      apply_delegate (self, line, directive);
      return TRUE;
    default:
      break;
    }

  switch (hn_directive_get (directive)->kind)
    {
    case HN_KIND_BOOLEAN:
      return apply_boolean (self, line, directive);
    case HN_KIND_CHOICE:
      apply_choice (self, line, directive);
      return TRUE;
    case HN_KIND_MODE:
      apply_mode (self, line, directive);
      return TRUE;
    default:
      hn_apply_text (self, line, directive);
      return TRUE;
    }
}

/* How many letters have to be written, left out, changed or swapped to make @a into @b; @limit + 1
 * for all that is more. The case does not count. */
static guint
distance (const char *a, const char *b, guint limit)
{
  guint rows[3][LONGEST_KEY + 1];
  const gsize n = strlen (a), m = strlen (b);

  if (n > LONGEST_KEY || m > LONGEST_KEY || (n > m ? n - m : m - n) > limit)
    return limit + 1;

  for (gsize j = 0; j <= m; j++)
    rows[0][j] = (guint) j;
  for (gsize i = 1; i <= n; i++)
    {
      guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];

      row[0] = (guint) i;
      for (gsize j = 1; j <= m; j++)
        {
          gboolean same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]);

          row[j] = MIN (MIN (row[j - 1], above[j]) + 1, above[j - 1] + !same);
          if (i > 1 && j > 1 && g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 2]) &&
              g_ascii_tolower (a[i - 2]) == g_ascii_tolower (b[j - 1]))
            row[j] = MIN (row[j], above2[j - 2] + 1);
        }
    }

  return MIN (rows[n % 3][m], limit + 1);
}

/* The key that was meant, where it is misspelt; NULL when nothing is close enough. */
static const char *
find_meant (const HnSettings *self, const HnLine *line)
{
  const guint limit = strlen (line->key) > 6 ? 2 : 1;
  const char *best = NULL;
  guint least = limit + 1;
  GHashTableIter iter;
  gpointer name, value;

  /* Whoever has so many bad lines did not misspell them. */
  if (self->warnings->len > MOST_HINTS)
    return NULL;

  g_hash_table_iter_init (&iter, get_keys (line->section));
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const KnownKey *key = value;
      guint far = distance (line->key, name, limit);

      if (key->since > self->context.version ||
          (key->until != 0 && self->context.version >= key->until) || far > least ||
          (far == least && (best == NULL || strcmp (name, best) > 0)))
        continue;
      least = far;
      best = name;
    }

  return best;
}

/* A key that this systemd does not read in this section. */
static void
warn_unknown (HnSettings *self, const HnLine *line, const KnownKey *key)
{
  static const char *const titles[HN_N_SECTIONS] = { "Unit", "Service", "Install" };
  const char *meant;

  if (key != NULL && key->since > self->context.version)
    {
      /* Translators: the numbers are systemd versions */
      hn_line_warn (self, line, _ ("needs systemd %u; systemd %u ignores the line"), key->since,
                    self->context.version);
      return;
    }
  if (key != NULL)
    {
      hn_line_warn (self, line, _ ("systemd %u no longer knows this setting and ignores the line"),
                    self->context.version);
      return;
    }

  for (guint i = 0; i < HN_N_SECTIONS; i++)
    if (g_hash_table_contains (get_keys (i), line->key))
      {
        /* Translators: the %s are names of sections in a unit file, without their brackets */
        hn_line_warn (self, line, _ ("belongs in [%s], not in [%s]; systemd ignores the line"),
                      titles[i], titles[line->section]);
        return;
      }

  meant = find_meant (self, line);
  if (meant != NULL)
    hn_line_warn (self, line,
                  /* Translators: %s is the right name of a setting that is misspelt */
                  _ ("systemd does not know this setting and ignores the line; did you mean %s=?"),
                  meant);
  else
    hn_line_warn (self, line, _ ("systemd does not know this setting and ignores the line"));
}

gboolean
hn_apply_line (HnSettings *settings, const HnLine *line)
{
  const KnownKey *key = g_hash_table_lookup (get_keys (line->section), line->key);

  if (key == NULL && g_str_has_prefix (line->key, "X-"))
    return TRUE;

  if (key == NULL || key->since > settings->context.version ||
      (key->until != 0 && settings->context.version >= key->until))
    {
      warn_unknown (settings, line, key);
      return TRUE;
    }

  if (key->directive != HN_DIRECTIVE_NONE && !apply_directive (settings, line, key->directive))
    return FALSE;

  return hn_apply_unit_key (settings, line);
}
