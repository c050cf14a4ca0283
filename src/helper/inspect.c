/* Reads the files of a service that the manager names: what they are, and what they say with and
 * without Hardnut's own drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/inspect.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/etag.h"
#include "engine/types/values.h"
#include "engine/unit-file.h"
#include "engine/validate.h"
#include "engine/what-if.h"
#include "helper/errors.h"
#include "helper/open-to-all.h"
#include "properties/path-look.h"
#include "properties/user-context.h"

/* No unit file is larger, and no unit has more of them. */
#define LARGEST_FILE (4 * 1024 * 1024)
#define MAX_FILES 512

void
hn_inspection_free (HnInspection *self)
{
  g_free (self->etag);
  hn_settings_free (self->unfinished);
  hn_settings_free (self->all);
  g_free (self);
}

GPtrArray *
hn_parse (HnHelper *helper, const char *text)
{
  return text != NULL ? hn_validate_change_text (text, strlen (text), helper->version, NULL) : NULL;
}

/* Reads the unit file, or one of its drop-ins. Those that are read behind Hardnut's have the last
 * word over whatever stands in it. */
static gboolean
add_file (HnInspection *self, HnEtag *etag, const char *path, gboolean is_drop_in, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  int order = is_drop_in ? strcmp (name, HN_DROP_IN_NAME) : -1;
  g_autofree char *text = NULL;
  gsize length;

  if (path[0] != '/')
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, _ ("“%s” is not the path of a file"),
                                path);
  if (!hn_store_read_at (AT_FDCWD, path, LARGEST_FILE, TRUE, &text, &length, error))
    return FALSE;

  self->open_to_all = self->open_to_all && hn_is_open_to_all (path);
  if (text == NULL)
    {
      hn_etag_add_missing (etag, path);
      return TRUE;
    }
  hn_etag_add (etag, path, text, length);
  hn_unit_file_parse (self->all, path, text, length);
  if (order < 0)
    hn_unit_file_parse (self->unfinished, path, text, length);
  else if (order > 0)
    hn_unit_file_parse_later (self->unfinished, path, text, length);

  return TRUE;
}

HnInspection *
hn_inspect (HnHelper *helper, const HnLook *look, GError **error)
{
  const HnUnit *unit = look->unit;
  g_autoptr (HnInspection) self = g_new0 (HnInspection, 1);
  g_autoptr (HnEtag) etag = hn_etag_new ();
  HnUnitContext context = { .unit = unit->name,
                            .scope = helper->scope,
                            .version = helper->version,
                            .boot_id = helper->boot_id,
                            .fragment_path = unit->fragment_path };

  self->open_to_all = TRUE;
  if (helper->scope == HN_SCOPE_USER)
    hn_user_context_fill (&context, TRUE);
  self->unfinished = hn_settings_new (&context);
  self->all = hn_settings_new (&context);
  if (g_strv_length (unit->drop_ins) > MAX_FILES)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                           _ ("%s has more settings files than a service can have"), unit->name);
      return NULL;
    }
  if (!add_file (self, etag, unit->fragment_path, FALSE, error))
    return NULL;
  for (guint i = 0; unit->drop_ins[i] != NULL; i++)
    if (!add_file (self, etag, unit->drop_ins[i], TRUE, error))
      return NULL;

  hn_unit_file_finish (self->all);
  self->etag = hn_etag_finish (g_steal_pointer (&etag));

  return g_steal_pointer (&self);
}

gboolean
hn_check_read (HnHelper *helper, const HnLook *look, GError **error)
{
  const char *command =
      helper->scope == HN_SCOPE_USER ? "systemctl --user daemon-reload" : "systemctl daemon-reload";

  return !look->unit->need_daemon_reload ||
         hn_helper_error_set (
             error, HN_HELPER_ERROR_UNIT_REFUSED,
             /* Translators: a service, and a command that makes systemd read them */
             _ ("systemd has not read the changed files of %s yet; “%s” has it read them"),
             look->unit->name, command);
}

/* Whether the manager tells the value of @directive in a way that can be held against a file.
 * Limits and sizes come in other units, and lists of numbers in bits. */
static gboolean
can_be_compared (HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_RESTRICT_NAMESPACES:
    case HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES:
    case HN_DIRECTIVE_SYSTEM_CALL_FILTER:
    case HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES:
    case HN_DIRECTIVE_UMASK:
      return TRUE;
    default:
      break;
    }

  switch (hn_directive_get (directive)->type->kind)
    {
    case HN_KIND_BOOLEAN:
    case HN_KIND_CHOICE:
    case HN_KIND_CAPABILITIES:
    case HN_KIND_ADDRESSES:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_list_of_paths (HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_READ_WRITE_PATHS:
    case HN_DIRECTIVE_READ_ONLY_PATHS:
    case HN_DIRECTIVE_INACCESSIBLE_PATHS:
    case HN_DIRECTIVE_EXEC_PATHS:
    case HN_DIRECTIVE_NO_EXEC_PATHS:
    case HN_DIRECTIVE_DEVICE_ALLOW:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether @word stands in @list between blanks, perhaps with the characters before it that say how
 * a path is taken. The manager's text has no quotes: blanks may be part of a path. */
static gboolean
has_word (const char *list, const char *word)
{
  gsize length = strlen (word);

  for (const char *at = list; (at = strstr (at, word)) != NULL; at++)
    {
      const char *start = at;

      while (start > list && (start[-1] == '-' || start[-1] == '+'))
        start--;
      if ((start == list || start[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
        return TRUE;
    }

  return FALSE;
}

/* Whether a drop-in at @path is read behind Hardnut's. */
static gboolean
is_behind (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_str_has_suffix (name, ".conf") && strcmp (name, HN_DROP_IN_NAME) > 0;
}

/* Whether the manager's list has every path of @change that a file behind Hardnut's does not take
 * out again. Other files may add some, with specifiers that only the manager resolves, so the lists
 * as a whole cannot be held against each other. */
static gboolean
lists_paths (const HnSettings *settings, const HnSettings *expected, const HnChange *change)
{
  HnOrigin origin = expected->origin[change->directive];
  const char *file =
      origin.kind == HN_ORIGIN_FILE ? hn_settings_get_file (expected, origin.file) : NULL;
  gboolean last = file == NULL || file[0] != '/' || !is_behind (file);
  g_autofree char *listed = hn_settings_dup_value (settings, change->directive);
  g_autofree char *left = hn_settings_dup_value (expected, change->directive);
  const char *rest = change->value;
  char *next;

  while (rest != NULL && hn_extract_word (&rest, TRUE, TRUE, &next) > 0)
    {
      g_autofree char *word = next;
      char *path = word + strspn (word, "-+");

      if (path[0] == '/')
        hn_path_simplify (path);
      if (!has_word (listed, path) && (last || has_word (left, path)))
        return FALSE;
      /* What follows a device are rights, in an order of their own. */
      if (change->directive == HN_DIRECTIVE_DEVICE_ALLOW)
        break;
    }

  return TRUE;
}

/* Whether a later line of the drop-in starts the list anew. */
static gboolean
is_undone (GPtrArray *changes, guint index)
{
  HnDirectiveId directive = ((const HnChange *) changes->pdata[index])->directive;

  for (guint i = index + 1; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (change->directive == directive && change->value[0] == '\0')
        return TRUE;
    }

  return FALSE;
}

/* @settings are the manager's, @all what the files say by themselves. */
static gboolean
is_in_force (const HnSettings *settings,
             const HnSettings *all,
             const HnSettings *expected,
             const HnChange *change)
{
  if (is_list_of_paths (change->directive))
    return lists_paths (settings, expected, change);
  if (can_be_compared (change->directive))
    return hn_settings_agree (settings, expected, change->directive);

  /* That systemd knows it and takes the value, the check of the request has seen to; but a file
   * that is read later may say something else. */
  return hn_settings_agree (all, expected, change->directive);
}

/* The names of the directives of @changes that the manager does not have as the files say. */
static GStrv
list_ignored (const HnLook *look, const HnInspection *inspection, GPtrArray *changes)
{
  g_autoptr (HnSettings) expected = hn_what_if (inspection->unfinished, changes);
  g_autoptr (GStrvBuilder) ignored = g_strv_builder_new ();
  gboolean seen[HN_N_DIRECTIVES] = { FALSE };

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];
      HnDirectiveId directive = change->directive;

      if (seen[directive] || is_undone (changes, i) ||
          is_in_force (look->unit->settings, inspection->all, expected, change))
        continue;
      seen[directive] = TRUE;
      g_strv_builder_add (ignored, hn_directive_get (directive)->name);
    }

  return g_strv_builder_end (ignored);
}

/* Whether both say the same about @directive; @before may be NULL. */
static gboolean
is_same (GPtrArray *before, GPtrArray *changes, HnDirectiveId directive)
{
  g_autofree char *old = hn_change_list_dup_value (before, directive);
  g_autofree char *new = hn_change_list_dup_value (changes, directive);

  return g_strcmp0 (old, new) == 0;
}

GStrv
hn_list_unproven (HnHelper *helper, const HnLook *look, GPtrArray *changes, const char *previous)
{
  g_autoptr (GPtrArray) before = hn_parse (helper, previous);
  g_autoptr (HnInspection) inspection = NULL;
  g_autoptr (GStrvBuilder) unproven = g_strv_builder_new ();
  g_auto (GStrv) ignored = NULL;

  if (before != NULL)
    inspection = hn_inspect (helper, look, NULL);
  if (inspection != NULL)
    ignored = list_ignored (look, inspection, before);
  for (guint i = 0; ignored != NULL && ignored[i] != NULL; i++)
    if (is_same (before, changes, hn_directive_find (ignored[i])))
      g_strv_builder_add (unproven, ignored[i]);

  return g_strv_builder_end (unproven);
}

/* Whether @changes do without those about @directive what they do with them. */
static gboolean
is_of_no_use (const HnSettings *unfinished,
              const HnSettings *changed,
              GPtrArray *changes,
              HnDirectiveId directive)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (HnSettings) without = NULL;

  for (guint i = 0; i < changes->len; i++)
    if (((const HnChange *) changes->pdata[i])->directive != directive)
      g_ptr_array_add (others, changes->pdata[i]);
  without = hn_what_if (unfinished, others);

  return hn_settings_agree (changed, without, directive);
}

/* Whether something is asked for, and files behind Hardnut's drop-in take back all of it. */
static gboolean
is_all_taken_back (const HnInspection *inspection,
                   GPtrArray *changes,
                   GPtrArray *before,
                   GStrvBuilder *taken,
                   GError **error)
{
  g_autofree HnOrigin *last_words = g_new0 (HnOrigin, HN_N_DIRECTIVES);
  g_autofree char *text = hn_change_to_text (changes);
  g_autoptr (HnSettings) changed = NULL;
  gboolean seen[HN_N_DIRECTIVES] = { FALSE };
  HnOrigin origin = { HN_ORIGIN_DEFAULT };

  changed = hn_what_if_text (inspection->unfinished, HN_DROP_IN_NAME, text, last_words);
  for (guint i = 0; i < changes->len; i++)
    {
      HnDirectiveId directive = ((const HnChange *) changes->pdata[i])->directive;

      if (seen[directive] || is_same (before, changes, directive))
        continue;
      seen[directive] = TRUE;
      if (last_words[directive].kind != HN_ORIGIN_FILE ||
          !is_of_no_use (inspection->unfinished, changed, changes, directive))
        return FALSE;
      origin = last_words[directive];
      g_strv_builder_add (taken, hn_directive_get (directive)->name);
    }
  if (origin.kind != HN_ORIGIN_FILE)
    return FALSE;

  hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                       /* Translators: a file and the number of a line in it */
                       _ ("%s:%u is read later and has the last word about all of the change"),
                       hn_settings_get_file (changed, origin.file), origin.line);

  return TRUE;
}

/* Where systemd looks for folders of drop-ins, those of generators aside, which it makes anew. */
static const char *const tops[] = {
  "/etc/systemd/system.control",   "/run/systemd/system.control", "/etc/systemd/system",
  "/etc/systemd/system.attached",  "/run/systemd/system",         "/run/systemd/system.attached",
  "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
};

static gboolean
leads_to (const char *path, const char *folder)
{
  HnPathFacts facts = { 0 };
  struct stat one, two;
  gboolean same;

  if (stat (path, &one) == 0 && stat (folder, &two) == 0)
    return one.st_dev == two.st_dev && one.st_ino == two.st_ino;

  /* It may be made by us. */
  hn_path_look (path, &facts, NULL);
  same = g_strcmp0 (facts.target, folder) == 0;
  g_free (facts.target);

  return same;
}

/* Returns: (transfer full) (nullable): another folder that leads to @folder, and is not one of
 * @names */
static char *
dup_other_folder (const char *folder, GStrv names)
{
  for (guint i = 0; i < G_N_ELEMENTS (tops); i++)
    {
      g_autoptr (GDir) top = g_dir_open (tops[i], 0, NULL);
      const char *name;

      while (top != NULL && (name = g_dir_read_name (top)) != NULL)
        {
          g_autofree char *unit = g_strndup (name, strlen (name) - MIN (strlen (name), 2));
          g_autofree char *path = g_build_filename (tops[i], name, NULL);

          if (g_str_has_suffix (name, ".d") &&
              !g_strv_contains ((const char *const *) names, unit) && leads_to (path, folder))
            return g_steal_pointer (&path);
        }
    }

  return NULL;
}

gboolean
hn_check_folder (const HnPlace *place, const HnLook *look, GError **error)
{
  g_autofree char *file = hn_place_dup_path (place, look->unit->name);
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *other = dup_other_folder (folder, look->names);

  return other == NULL ||
         hn_helper_error_set (
             error, HN_HELPER_ERROR_UNIT_REFUSED,
             /* Translators: a folder, a service, and another folder */
             _ ("%s, where the change of %s would stand, is %s as well, and so of other units"),
             folder, look->unit->name, other);
}

gboolean
hn_check_in_force (HnHelper *helper,
                   const HnLook *look,
                   GPtrArray *changes,
                   const HnRecord *record,
                   GStrv *ret_ignored,
                   GError **error)
{
  g_autoptr (HnInspection) inspection = NULL;
  g_autoptr (GPtrArray) before = hn_parse (helper, record->previous);
  g_autoptr (GStrvBuilder) demanded = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) taken = g_strv_builder_new ();
  g_auto (GStrv) ignored = NULL;
  g_autofree char *names = NULL;

  if (look->unit->settings == NULL || look->unit->fragment_path == NULL)
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                                _ ("systemd does not load %s with the change"), look->unit->name);
  inspection = hn_inspect (helper, look, error);
  if (inspection == NULL)
    return FALSE;

  ignored = list_ignored (look, inspection, changes);
  for (guint i = 0; ignored[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) record->unproven, ignored[i]))
      g_strv_builder_add (demanded, ignored[i]);
  *ret_ignored = g_strv_builder_end (demanded);
  if ((*ret_ignored)[0] != NULL)
    {
      names = g_strjoinv (", ", *ret_ignored);
      return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                                  /* Translators: a list of directives, "PrivateTmp, ProtectHome" */
                                  _ ("systemd does not put everything in force: %s"), names);
    }
  if (is_all_taken_back (inspection, changes, before, taken, error))
    {
      g_strfreev (*ret_ignored);
      *ret_ignored = g_strv_builder_end (taken);
      return FALSE;
    }

  return TRUE;
}
