/* What may go into Hardnut's drop-in: numbers, names and characters are looked at here, the values'
 * own grammar in types/.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/validate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_UNIT_NAME 255
/* Of a refused value, in characters: enough to recognise it by. */
#define LONGEST_SHOWN 60

G_DEFINE_QUARK (hn_validate_error_quark, hn_validate_error)

/* Anybody's bytes, made fit for a message. */
static char *
dup_shown (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, MIN (strlen (text), LONGEST_SHOWN * 4));
  GString *shown = g_string_new (NULL);
  guint n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n++ >= LONGEST_SHOWN)
        {
          g_string_append (shown, "…");
          break;
        }
      g_string_append_unichar (shown, g_unichar_isprint (c) ? c : 0xfffd);
    }

  return g_string_free (shown, FALSE);
}

static guint
real_version (guint version)
{
  return version != 0 ? version : HN_NEWEST_KNOWN_VERSION;
}

gboolean
hn_choice_known (const HnDirective *directive, const HnChoice *choice, guint version)
{
  return MAX (directive->since, choice->since) <= real_version (version);
}

gboolean
hn_validate_is_list (HnDirectiveId directive)
{
  return hn_directive_get (directive)->type->is_list;
}

gboolean
hn_validate_has_plain_characters (const char *value)
{
  if (!g_utf8_validate (value, -1, NULL))
    return FALSE;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (c != ' ' && (!g_unichar_isgraph (c) || type == G_UNICODE_PRIVATE_USE ||
                       type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_directive (HnDirectiveId directive, guint version, GError **error)
{
  const HnDirective *row = hn_directive_get (directive);

  if (!(row->flags & HN_DIRECTIVE_WRITABLE))
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_NOT_WRITABLE,
                   /* Translators: %s is the name of a setting in a unit file */
                   _ ("Hardnut does not change %s="), row->name);
      return FALSE;
    }
  if (row->since > version)
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_OLD,
                   /* Translators: a setting in a unit file, then versions of systemd */
                   _ ("%s= needs systemd %u, and this is systemd %u"), row->name, row->since,
                   version);
      return FALSE;
    }

  return TRUE;
}

gboolean
hn_validate_value (
    HnDirectiveId directive, const char *value, guint version, char **ret_canonical, GError **error)
{
  const HnDirective *row = hn_directive_get (directive);
  g_autoptr (GString) out = NULL;
  g_autofree char *word = NULL;
  HnInput input = { .row = row, .version = real_version (version) };
  HnValidity result;

  if (!check_directive (directive, input.version, error))
    return FALSE;
  if (strlen (value) > HN_CHANGE_MAX_BYTES)
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE,
                   /* Translators: %s is the name of a setting in a unit file */
                   _ ("The value of %s= is too long"), row->name);
      return FALSE;
    }
  if (!hn_validate_has_plain_characters (value))
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE,
                   /* Translators: %s is the name of a setting in a unit file */
                   _ ("The value of %s= has characters in it that do not belong there"), row->name);
      return FALSE;
    }

  value += strspn (value, " ");
  out = g_string_sized_new (strlen (value) + 8);
  input.out = out;
  if (value[0] == '\0')
    result = row->type->is_list ? HN_VALID : HN_INVALID;
  else
    {
      g_autofree char *stripped = g_strchomp (g_strdup (value));

      result = hn_input_validate (&input, stripped);
    }
  word = input.word;

  if (result == HN_TOO_OLD)
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_OLD,
                   /* Translators: a value, a setting in a unit file, then versions of systemd */
                   _ ("“%s” in %s= needs systemd %u, and this is systemd %u"), word, row->name,
                   input.since, input.version);
      return FALSE;
    }
  if (result != HN_VALID)
    {
      g_autofree char *shown = dup_shown (word != NULL ? word : value);

      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE,
                   /* Translators: a value, then the name of a setting in a unit file */
                   _ ("“%s” is no value for %s="), shown, row->name);
      return FALSE;
    }

  if (ret_canonical != NULL)
    *ret_canonical = g_strdup (out->str);
  return TRUE;
}

gboolean
hn_validate_has_effect (const HnSettings *settings, HnDirectiveId directive, const char *value)
{
  const HnDirective *row = hn_directive_get (directive);
  g_auto (GStrv) lines = NULL;

  if ((row->flags & HN_DIRECTIVE_SYSTEM_ONLY) && settings->context.scope == HN_SCOPE_USER)
    return FALSE;

  /* Splitting makes no line at all of an empty one. */
  if (value[0] == '\0')
    return hn_validate_value (directive, value, settings->context.version, NULL, NULL);

  lines = g_strsplit (value, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!hn_validate_value (directive, lines[i], settings->context.version, NULL, NULL))
      return FALSE;

  return TRUE;
}

GPtrArray *
hn_validate_change (const HnPair *pairs, gsize n_pairs, guint version, GError **error)
{
  g_autoptr (GPtrArray) changes = hn_change_list_new ();
  gboolean seen[HN_N_DIRECTIVES] = { FALSE };
  gsize bytes = 0;

  if (n_pairs > HN_CHANGE_MAX_SETTINGS)
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE,
                   /* Translators: %u is the largest number of settings that are taken at once */
                   _ ("There are more than %u settings"), HN_CHANGE_MAX_SETTINGS);
      return NULL;
    }
  for (gsize i = 0; i < n_pairs; i++)
    bytes += strlen (pairs[i].directive) + strlen (pairs[i].value);
  if (bytes > HN_CHANGE_MAX_BYTES)
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE,
                   _ ("The settings are longer than %u bytes"), HN_CHANGE_MAX_BYTES);
      return NULL;
    }

  for (gsize i = 0; i < n_pairs; i++)
    {
      HnDirectiveId directive = hn_directive_find (pairs[i].directive);
      g_autofree char *canonical = NULL;

      /* Older spellings of a name are read, but never written. */
      if (directive == HN_DIRECTIVE_NONE ||
          strcmp (hn_directive_get (directive)->name, pairs[i].directive) != 0)
        {
          g_autofree char *shown = dup_shown (pairs[i].directive);

          g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE,
                       _ ("“%s” is not a sandboxing directive"), shown);
          return NULL;
        }
      if (!hn_validate_value (directive, pairs[i].value, version, &canonical, error))
        return NULL;

      g_ptr_array_add (changes, hn_change_new (directive, canonical));
      if (seen[directive] && !hn_validate_is_list (directive))
        {
          g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_DUPLICATE,
                       /* Translators: %s is the name of a setting in a unit file */
                       _ ("%s= is set twice"), pairs[i].directive);
          return NULL;
        }
      seen[directive] = TRUE;
    }

  return g_steal_pointer (&changes);
}

/* systemd reads "%" as the start of a specifier in paths. In shares ("20%") it does not, and would
 * not understand it doubled; other values have none. */
static gboolean
takes_specifiers (HnDirectiveId directive)
{
  return hn_directive_get (directive)->type->kind == HN_KIND_PATHS;
}

char *
hn_change_to_text (GPtrArray *changes)
{
  g_autoptr (GPtrArray) escaped = hn_change_list_new ();

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];
      g_auto (GStrv) parts = g_strsplit (change->value, "%", -1);
      g_autofree char *value = g_strjoinv ("%%", parts);

      g_ptr_array_add (escaped,
                       hn_change_new (change->directive, takes_specifiers (change->directive)
                                                             ? value
                                                             : change->value));
    }

  return hn_drop_in_to_text (escaped);
}

static gboolean
fail_line (guint line, GError **error)
{
  g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE,
               /* Translators: a file name and the number of a line in it */
               _ ("%s:%u was not written by Hardnut"), HN_DROP_IN_NAME, line);
  return FALSE;
}

/* Halves each "%%" in place. Anything else with a "%" is a specifier, which stands for something
 * that only systemd knows. */
static gboolean
undouble (char *text)
{
  char *out = text;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '%' && *++p != '%')
        return FALSE;
      *out++ = *p;
    }
  *out = '\0';

  return TRUE;
}

/* Splits the text into pairs, whose strings stay in @lines. */
static gboolean
split_lines (GStrv lines, GArray *pairs, GError **error)
{
  gboolean in_service = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *equals = strchr (line, '=');
      HnPair pair;

      if (line[0] == '\0' || line[0] == '#' || line[0] == ';')
        continue;
      if (line[0] == '[')
        {
          if (strcmp (line, "[Service]") != 0)
            return fail_line (i + 1, error);
          in_service = TRUE;
          continue;
        }
      if (!in_service || equals == NULL)
        return fail_line (i + 1, error);

      *equals = '\0';
      pair.directive = g_strchomp (line);
      pair.value = g_strchug (equals + 1);
      if (hn_directive_find (pair.directive) != HN_DIRECTIVE_NONE &&
          takes_specifiers (hn_directive_find (pair.directive)))
        {
          if (!undouble (equals + 1))
            return fail_line (i + 1, error);
        }
      g_array_append_val (pairs, pair);
    }

  return TRUE;
}

GPtrArray *
hn_validate_change_text (const char *text, gsize length, guint version, GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (HnPair));
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;

  if (length > 2 * HN_CHANGE_MAX_BYTES)
    {
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE,
                   _ ("The settings are longer than %u bytes"), HN_CHANGE_MAX_BYTES);
      return NULL;
    }
  if (memchr (text, '\0', length) != NULL || memchr (text, '\r', length) != NULL)
    {
      fail_line (1, error);
      return NULL;
    }

  copy = g_strndup (text, length);
  lines = g_strsplit (copy, "\n", -1);
  if (!split_lines (lines, pairs, error))
    return NULL;

  return hn_validate_change ((const HnPair *) (gpointer) pairs->data, pairs->len, version, error);
}

static gboolean
is_unit_name (const char *name)
{
  gsize length = strlen (name);
  gsize stem = length - MIN (length, strlen (".service"));
  guint n_at = 0;

  if (length > LONGEST_UNIT_NAME || stem == 0 || !g_str_has_suffix (name, ".service"))
    return FALSE;
  /* No command that is given the name may take it for an option, and no list hides its folder. */
  if (name[0] == '-' || name[0] == '.' || name[0] == '@' || name[stem - 1] == '@')
    return FALSE;
  /* The drop-ins of a name that ends in a dash are those of all names that begin with it; of an
   * instance's name that is the part before the @. */
  if (strstr (name, "-@") != NULL || (name[stem - 1] == '-' && strchr (name, '@') == NULL))
    return FALSE;

  for (gsize i = 0; i < stem; i++)
    {
      if (name[i] == '@')
        n_at++;
      else if (name[i] == '\\')
        {
          /* An escaped byte. A slash is never escaped but written as a dash, and a NUL is no byte
           * of a name. */
          if (name[i + 1] != 'x' || !g_ascii_isxdigit (name[i + 2]) ||
              !g_ascii_isxdigit (name[i + 3]) || g_ascii_isupper (name[i + 2]) ||
              g_ascii_isupper (name[i + 3]) || strncmp (name + i + 2, "2f", 2) == 0 ||
              strncmp (name + i + 2, "00", 2) == 0)
            return FALSE;
          i += 3;
        }
      else if (!g_ascii_isalnum (name[i]) && strchr (":-_.", name[i]) == NULL)
        return FALSE;
    }

  return n_at <= 1 && strstr (name, "..") == NULL;
}

gboolean
hn_validate_unit_name (const char *name, GError **error)
{
  g_autofree char *shown = NULL;

  if (is_unit_name (name))
    return TRUE;

  shown = dup_shown (name);
  g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_UNIT,
               /* Translators: %s is what somebody gave as the name of a service */
               _ ("“%s” is not the name of a service"), shown);
  return FALSE;
}

/* The lines of a drop-in that act on a service that runs, in the order of the catalogue; NULL for a
 * text that cannot be read. */
static char *
dup_acting_lines (const char *text, guint version)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GPtrArray) acting = g_ptr_array_new ();

  if (text == NULL)
    return hn_change_to_text (acting);
  changes = hn_validate_change_text (text, strlen (text), version, NULL);
  if (changes == NULL)
    return NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (hn_directive_get (change->directive)->reach & HN_REACH_AT_ONCE)
        g_ptr_array_add (acting, changes->pdata[i]);
    }

  return hn_change_to_text (acting);
}

gboolean
hn_change_acts_at_once (const char *before, const char *after, guint version)
{
  g_autofree char *old = dup_acting_lines (before, version);
  g_autofree char *new = dup_acting_lines (after, version);

  return old == NULL || new == NULL || strcmp (old, new) != 0;
}
