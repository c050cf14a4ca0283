/* One thing that is accepted: its rules, its file, and whom it is for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/kept/accepted.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "engine/validate.h"

#define GROUP "Accepted"
/* Between a unit and a check: no unit has it in its name. */
#define SEPARATOR "+"
#define SUFFIX ".conf"
#define LONGEST_FILE_NAME 255

G_DEFINE_QUARK (hn_accepted_error_quark, hn_accepted_error)

HnAccepted *
hn_accepted_copy (const HnAccepted *self)
{
  HnAccepted *copy = g_new0 (HnAccepted, 1);

  *copy = *self;
  copy->unit = g_strdup (self->unit);
  copy->until = g_strdup (self->until);
  copy->note = g_strdup (self->note);
  copy->path = g_strdup (self->path);

  return copy;
}

void
hn_accepted_free (HnAccepted *self)
{
  if (self == NULL)
    return;

  g_free (self->unit);
  g_free (self->until);
  g_free (self->note);
  g_free (self->path);
  g_free (self);
}

/* Returns: the index, or -2 */
static int
find_check (const char *name)
{
  int found = hn_check_find (name);

  for (guint i = 0; found < 0 && i < HN_N_CHECKS; i++)
    if (strcmp (hn_check_get (i)->id, name) == 0)
      found = (int) i;

  return found < 0 ? -2 : found;
}

static gboolean
is_day (const char *text)
{
  static const char form[] = "dddd-dd-dd";
  GDate date;

  if (strlen (text) != strlen (form))
    return FALSE;
  for (guint i = 0; form[i] != '\0'; i++)
    if (form[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != form[i])
      return FALSE;
  g_date_clear (&date, 1);
  if (!g_date_valid_dmy ((GDateDay) atoi (text + 8), (GDateMonth) atoi (text + 5),
                         (GDateYear) atoi (text)))
    return FALSE;

  return TRUE;
}

static gboolean
check_note (const char *note, GError **error)
{
  const char *problem = NULL;

  if (!hn_validate_has_plain_characters (note))
    problem = _ ("The note has characters in it that do not belong there");
  else if (note[strspn (note, " ")] == '\0')
    problem = _ ("The note is missing: say why it is accepted");
  else if (g_utf8_strlen (note, -1) > HN_ACCEPTED_MAX_NOTE)
    problem = _ ("The note is too long");
  else if (strchr ("#;[ ", note[0]) != NULL || strchr ("\\ ", note[strlen (note) - 1]) != NULL)
    problem = _ ("A note begins with none of “#”, “;”, “[” and a space, and ends with neither “\\” "
                 "nor a space");
  if (problem != NULL)
    g_set_error_literal (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_NOTE, problem);

  return problem == NULL;
}

HnAccepted *
hn_accepted_new (
    const char *unit, const char *check, const char *until, const char *note, GError **error)
{
  g_autoptr (HnAccepted) self = g_new0 (HnAccepted, 1);
  g_autoptr (GError) name_error = NULL;

  self->check = *check != '\0' ? find_check (check) : HN_ACCEPTED_ALL_CHECKS;
  if (*unit != '\0' && !hn_validate_unit_name (unit, &name_error))
    {
      g_set_error_literal (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_UNIT, name_error->message);
      return NULL;
    }
  if (self->check < HN_ACCEPTED_ALL_CHECKS)
    {
      g_autofree char *shown = g_utf8_make_valid (check, -1);

      g_set_error (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_CHECK,
                   _ ("There is no check “%s”; “hardnutctl show” has their names"), shown);
      return NULL;
    }
  if (*unit == '\0' && self->check == HN_ACCEPTED_ALL_CHECKS)
    {
      g_set_error_literal (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_CHECK,
                           _ ("What is accepted for all services is one check"));
      return NULL;
    }
  if (!is_day (until))
    {
      g_autofree char *shown = g_utf8_make_valid (until, -1);

      g_set_error (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_UNTIL,
                   _ ("“%s” is no day to look at it again, such as 2030-01-31"), shown);
      return NULL;
    }
  if (!check_note (note, error))
    return NULL;

  self->unit = *unit != '\0' ? g_strdup (unit) : NULL;
  self->until = g_strdup (until);
  self->note = g_strdup (note);

  return g_steal_pointer (&self);
}

gboolean
hn_accepted_check_day (const HnAccepted *self, const char *today, GError **error)
{
  if (strcmp (self->until, today) > 0)
    return TRUE;

  g_set_error (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_UNTIL,
               /* Translators: a day, such as 2020-01-31 */
               _ ("%s is no day to come, so that it would count again at once"), self->until);

  return FALSE;
}

/* (transfer full): "" where the file does not say it */
static char *
dup_value (GKeyFile *file, const char *key)
{
  char *value = g_key_file_get_value (file, GROUP, key, NULL);

  return value != NULL ? value : g_strdup ("");
}

static gboolean
knows_all_keys (GKeyFile *file, const char *path, GError **error)
{
  static const char *const known[] = { "Unit", "Check", "Until", "Note", NULL };
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_auto (GStrv) keys = g_key_file_get_keys (file, GROUP, NULL, NULL);

  if (g_strv_length (groups) != 1 || keys == NULL)
    {
      g_set_error (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_FILE,
                   /* Translators: a file, then a section in brackets */
                   _ ("%s: One section [%s] belongs here"), path, GROUP);
      return FALSE;
    }
  for (guint i = 0; keys[i] != NULL; i++)
    if (!g_strv_contains (known, keys[i]))
      {
        g_set_error (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_FILE,
                     _ ("%s: There is no key “%s” in this section"), path, keys[i]);
        return FALSE;
      }

  return TRUE;
}

HnAccepted *
hn_accepted_parse (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *check = NULL;
  g_autofree char *until = NULL;
  g_autofree char *note = NULL;
  HnAccepted *self;

  if (memchr (text, '\0', length) != NULL)
    {
      g_set_error (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_FILE,
                   _ ("%s: A byte of value 0 ends the text"), path);
      return NULL;
    }
  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &local_error))
    {
      g_set_error (error, HN_ACCEPTED_ERROR, HN_ACCEPTED_ERROR_FILE, "%s: %s", path,
                   local_error->message);
      return NULL;
    }
  if (!knows_all_keys (file, path, error))
    return NULL;

  unit = dup_value (file, "Unit");
  check = dup_value (file, "Check");
  until = dup_value (file, "Until");
  note = dup_value (file, "Note");
  self = hn_accepted_new (unit, check, until, note, error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", path);
  else
    self->path = g_strdup (path);

  return self;
}

char *
hn_accepted_to_text (const HnAccepted *self)
{
  GString *text = g_string_new ("# Accepted, and so left out of counts, advice and thresholds.\n"
                                "[" GROUP "]\n");

  if (self->unit != NULL)
    g_string_append_printf (text, "Unit=%s\n", self->unit);
  if (self->check != HN_ACCEPTED_ALL_CHECKS)
    g_string_append_printf (text, "Check=%s\n", hn_check_get ((guint) self->check)->json_field);
  g_string_append_printf (text, "Until=%s\nNote=%s\n", self->until, self->note);

  return g_string_free (text, FALSE);
}

char *
hn_accepted_dup_file_name (const char *unit, int check)
{
  g_autofree char *name = check == HN_ACCEPTED_ALL_CHECKS
                              ? g_strdup (unit)
                              : g_strconcat (unit != NULL ? unit : "", SEPARATOR,
                                             hn_check_get ((guint) check)->json_field, NULL);

  if (strlen (name) + strlen (SUFFIX) > LONGEST_FILE_NAME)
    {
      g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

      return g_strconcat (sum, SUFFIX, NULL);
    }

  return g_strconcat (name, SUFFIX, NULL);
}

/* How well @self fits; 0 where it does not. */
static guint
rank (const HnAccepted *self, const char *unit, int check, const char *today)
{
  guint own = self->everybody ? 0 : 1;

  if (strcmp (self->until, today) <= 0 || (self->unit != NULL && strcmp (self->unit, unit) != 0))
    return 0;
  if (self->check != HN_ACCEPTED_ALL_CHECKS && self->check != check)
    return 0;

  return (self->unit == NULL ? 1 : self->check == HN_ACCEPTED_ALL_CHECKS ? 3 : 5) + own;
}

const HnAccepted *
hn_accepted_find (GPtrArray *all, const char *unit, int check, const char *today)
{
  const HnAccepted *found = NULL;
  guint best = 0;

  for (guint i = 0; i < all->len; i++)
    {
      guint fits = rank (all->pdata[i], unit, check, today);

      if (fits > best)
        {
          best = fits;
          found = all->pdata[i];
        }
    }

  return found;
}

guint
hn_accepted_get_exposure (GPtrArray *all,
                          const char *unit,
                          const char *today,
                          const HnAssessment *assessment)
{
  gboolean left_out[HN_N_CHECKS];

  for (guint i = 0; i < HN_N_CHECKS; i++)
    left_out[i] = hn_accepted_find (all, unit, (int) i, today) != NULL;

  return hn_assessment_get_exposure_without (assessment, left_out);
}
