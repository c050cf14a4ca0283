/* What the helper has to know of a trial to end it properly, kept in a file from before the first
 * change until after the last one, so that the helper after a crash knows it, too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/record.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-id128.h>
#include <unistd.h>

#include "engine/validate.h"
#include "helper/descriptor.h"
#include "helper/errors.h"
#include "helper/store.h"

#define GROUP "Trial"
#define SUFFIX ".trial"

/* Both texts of a drop-in, escaped, and the few lines around them. */
#define LARGEST_RECORD (16 * HN_CHANGE_MAX_BYTES)

/* The lines of a record, and what of it they are. */

typedef enum
{
  TEXT, /* no line for NULL */
  LIST,
  FLAG,
  NUMBER,
  TIME,
  SIGNED,
} Kind;

static const struct
{
  const char *key;
  Kind kind;
  gsize offset;
} lines[] = {
  { "Id", TEXT, G_STRUCT_OFFSET (HnRecord, id) },
  { "Unit", TEXT, G_STRUCT_OFFSET (HnRecord, unit) },
  { "BootId", TEXT, G_STRUCT_OFFSET (HnRecord, boot_id) },
  { "Etag", TEXT, G_STRUCT_OFFSET (HnRecord, etag) },
  { "Text", TEXT, G_STRUCT_OFFSET (HnRecord, text) },
  { "Previous", TEXT, G_STRUCT_OFFSET (HnRecord, previous) },
  { "Uncovered", TEXT, G_STRUCT_OFFSET (HnRecord, uncovered) },
  { "Words", TEXT, G_STRUCT_OFFSET (HnRecord, words) },
  { "TextHash", TEXT, G_STRUCT_OFFSET (HnRecord, text_hash) },
  { "PreviousHash", TEXT, G_STRUCT_OFFSET (HnRecord, previous_hash) },
  { "Invocation", TEXT, G_STRUCT_OFFSET (HnRecord, invocation) },
  { "ControlGroup", TEXT, G_STRUCT_OFFSET (HnRecord, control_group) },
  { "Powers", TEXT, G_STRUCT_OFFSET (HnRecord, powers) },
  { "Step", TEXT, G_STRUCT_OFFSET (HnRecord, step) },
  { "Reason", TEXT, G_STRUCT_OFFSET (HnRecord, reason) },
  { "Result", TEXT, G_STRUCT_OFFSET (HnRecord, result) },
  { "Dependents", LIST, G_STRUCT_OFFSET (HnRecord, dependents) },
  { "Stopped", LIST, G_STRUCT_OFFSET (HnRecord, stopped) },
  { "Directives", LIST, G_STRUCT_OFFSET (HnRecord, directives) },
  { "Unproven", LIST, G_STRUCT_OFFSET (HnRecord, unproven) },
  { "Weakened", LIST, G_STRUCT_OFFSET (HnRecord, weakened) },
  { "Removal", FLAG, G_STRUCT_OFFSET (HnRecord, removal) },
  { "Restart", FLAG, G_STRUCT_OFFSET (HnRecord, restart) },
  { "Never", FLAG, G_STRUCT_OFFSET (HnRecord, never) },
  { "NextStart", FLAG, G_STRUCT_OFFSET (HnRecord, next_start) },
  { "AtOnce", FLAG, G_STRUCT_OFFSET (HnRecord, at_once) },
  { "WasActive", FLAG, G_STRUCT_OFFSET (HnRecord, was_active) },
  { "Restarted", FLAG, G_STRUCT_OFFSET (HnRecord, restarted) },
  { "Keeping", FLAG, G_STRUCT_OFFSET (HnRecord, keeping) },
  { "CameBack", FLAG, G_STRUCT_OFFSET (HnRecord, came_back) },
  { "Gain", FLAG, G_STRUCT_OFFSET (HnRecord, gain) },
  { "Uid", NUMBER, G_STRUCT_OFFSET (HnRecord, uid) },
  { "Confirm", NUMBER, G_STRUCT_OFFSET (HnRecord, confirm) },
  { "DeadMan", NUMBER, G_STRUCT_OFFSET (HnRecord, timer) },
  { "Armed", NUMBER, G_STRUCT_OFFSET (HnRecord, armed) },
  { "Tries", NUMBER, G_STRUCT_OFFSET (HnRecord, tries) },
  { "NRestarts", NUMBER, G_STRUCT_OFFSET (HnRecord, n_restarts) },
  { "Deadline", TIME, G_STRUCT_OFFSET (HnRecord, deadline) },
  { "RestartTime", TIME, G_STRUCT_OFFSET (HnRecord, restart_time) },
  { "FailureTime", TIME, G_STRUCT_OFFSET (HnRecord, failure_time) },
  { "JobTime", TIME, G_STRUCT_OFFSET (HnRecord, job_time) },
  { "Code", SIGNED, G_STRUCT_OFFSET (HnRecord, code) },
  { "Status", SIGNED, G_STRUCT_OFFSET (HnRecord, status) },
};

#define FIELD(self, type, line) G_STRUCT_MEMBER (type, self, (line).offset)

HnRecord *
hn_record_new (void)
{
  HnRecord *self = g_new0 (HnRecord, 1);

  self->state = HN_TRIAL_AUTHORIZED;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i].kind == LIST)
      FIELD (self, GStrv, lines[i]) = g_new0 (char *, 1);

  return self;
}

HnRecord *
hn_record_new_for (const char *unit, uid_t uid, const char *boot_id)
{
  HnRecord *self = hn_record_new ();
  sd_id128_t number;

  sd_id128_randomize (&number);
  self->id = g_strdup_printf (SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL (number));
  self->uid = uid;
  self->unit = g_strdup (unit);
  self->boot_id = g_strdup (boot_id);

  return self;
}

HnRecord *
hn_record_new_stray (const char *unit, uid_t uid, const char *boot_id)
{
  HnRecord *self = hn_record_new_for (unit, uid, boot_id);

  self->removal = TRUE;
  self->text_hash = hn_record_hash (NULL);
  self->previous_hash = hn_record_hash (NULL);
  self->state = HN_TRIAL_REVERTING;
  self->reason = g_strdup (_ ("There was no record of the trial"));

  return self;
}

void
hn_record_free (HnRecord *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (lines[i].kind == TEXT)
        g_free (FIELD (self, char *, lines[i]));
      if (lines[i].kind == LIST)
        g_strfreev (FIELD (self, GStrv, lines[i]));
    }
  g_free (self);
}

char *
hn_record_hash (const char *text)
{
  return text != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1) : g_strdup ("");
}

char *
hn_record_to_text (const HnRecord *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const char *key = lines[i].key;

      switch (lines[i].kind)
        {
        case TEXT:
          if (FIELD (self, char *, lines[i]) != NULL)
            g_key_file_set_string (file, GROUP, key, FIELD (self, char *, lines[i]));
          break;
        case LIST:
          g_key_file_set_string_list (file, GROUP, key, FIELD (self, const char *const *, lines[i]),
                                      g_strv_length (FIELD (self, GStrv, lines[i])));
          break;
        case FLAG:
          g_key_file_set_boolean (file, GROUP, key, FIELD (self, gboolean, lines[i]));
          break;
        case NUMBER:
          g_key_file_set_uint64 (file, GROUP, key, FIELD (self, guint32, lines[i]));
          break;
        case TIME:
          g_key_file_set_uint64 (file, GROUP, key, FIELD (self, guint64, lines[i]));
          break;
        case SIGNED:
        default:
          g_key_file_set_integer (file, GROUP, key, FIELD (self, gint32, lines[i]));
          break;
        }
    }
  g_key_file_set_string (file, GROUP, "State", hn_trial_state_get_name (self->state));

  return g_key_file_to_data (file, NULL, NULL);
}

static void
read_line (HnRecord *self, GKeyFile *file, guint i)
{
  const char *key = lines[i].key;
  GStrv list;

  switch (lines[i].kind)
    {
    case TEXT:
      FIELD (self, char *, lines[i]) = g_key_file_get_string (file, GROUP, key, NULL);
      break;
    case LIST:
      list = g_key_file_get_string_list (file, GROUP, key, NULL, NULL);
      if (list == NULL)
        break;
      g_strfreev (FIELD (self, GStrv, lines[i]));
      FIELD (self, GStrv, lines[i]) = list;
      break;
    case FLAG:
      FIELD (self, gboolean, lines[i]) = g_key_file_get_boolean (file, GROUP, key, NULL);
      break;
    case NUMBER:
      FIELD (self, guint32, lines[i]) = (guint32) g_key_file_get_uint64 (file, GROUP, key, NULL);
      break;
    case TIME:
      FIELD (self, guint64, lines[i]) = g_key_file_get_uint64 (file, GROUP, key, NULL);
      break;
    case SIGNED:
    default:
      FIELD (self, gint32, lines[i]) = g_key_file_get_integer (file, GROUP, key, NULL);
      break;
    }
}

/* Only the helper writes records, and only root could write another one; still, what names a file
 * or a unit is looked at as if it came from outside. */
static gboolean
is_sound (const HnRecord *self)
{
  g_autofree char *text_hash = hn_record_hash (self->text);
  g_autofree char *previous_hash = hn_record_hash (self->previous);

  return self->id != NULL && hn_trial_id_is_valid (self->id) && self->unit != NULL &&
         hn_validate_unit_name (self->unit, NULL) && self->boot_id != NULL &&
         self->removal == (self->text == NULL) && g_strcmp0 (text_hash, self->text_hash) == 0 &&
         g_strcmp0 (previous_hash, self->previous_hash) == 0;
}

HnRecord *
hn_record_from_text (const char *text, gsize length, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (HnRecord) self = hn_record_new ();
  g_autofree char *state = NULL;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    read_line (self, file, i);
  state = g_key_file_get_string (file, GROUP, "State", NULL);
  self->state = hn_trial_state_from_name (state);

  if (self->state == HN_TRIAL_UNKNOWN || !is_sound (self))
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                           _ ("The record of a trial makes no sense"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

gboolean
hn_record_save (const HnRecord *self, int folder_fd, GError **error)
{
  g_autofree char *text = hn_record_to_text (self);
  g_autofree char *name = g_strconcat (self->id, SUFFIX, NULL);
  g_autofree char *temporary = g_strconcat (".", name, NULL);

  return hn_store_write_at (folder_fd, temporary, name, text, strlen (text), 0600, error);
}

HnRecord *
hn_record_load (int folder_fd, const char *id, gboolean *ret_unreadable, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *text = NULL;
  g_autoptr (HnRecord) self = NULL;
  gsize length;

  if (ret_unreadable != NULL)
    *ret_unreadable = FALSE;
  if (!hn_store_read_at (folder_fd, name, LARGEST_RECORD, FALSE, &text, &length, &wrong))
    {
      if (ret_unreadable != NULL)
        *ret_unreadable = !g_error_matches (wrong, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED);
      g_propagate_error (error, g_steal_pointer (&wrong));
      return NULL;
    }
  if (text == NULL)
    return NULL;

  self = hn_record_from_text (text, length, error);
  if (self != NULL && strcmp (self->id, id) != 0)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                           _ ("The record of a trial makes no sense"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

gboolean
hn_record_remove (int folder_fd, const char *id, GError **error)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *temporary = g_strconcat (".", name, NULL);

  unlinkat (folder_fd, temporary, 0);
  if (unlinkat (folder_fd, name, 0) < 0 && errno != ENOENT)
    return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be removed"), name);

  return TRUE;
}

/* The number of the trial that a file of the folder is about, "NUMBER.trial" behind @prefix; NULL
 * for other files. */
static char *
dup_id (const char *name, const char *prefix)
{
  g_autofree char *id = NULL;

  if (!g_str_has_prefix (name, prefix) || !g_str_has_suffix (name, SUFFIX) ||
      strlen (name) != strlen (prefix) + HN_TRIAL_ID_LENGTH + strlen (SUFFIX))
    return NULL;
  id = g_strndup (name + strlen (prefix), HN_TRIAL_ID_LENGTH);

  return hn_trial_id_is_valid (id) ? g_steal_pointer (&id) : NULL;
}

/* NULL, with errno, where the folder cannot be read to its end. */
static GStrv
list_ids (int folder_fd, const char *prefix)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (DIR) folder = hn_descriptor_open_folder (folder_fd, ".");
  struct dirent *entry;

  if (folder == NULL)
    return NULL;
  while ((errno = 0, entry = readdir (folder)) != NULL)
    {
      g_autofree char *id = dup_id (entry->d_name, prefix);

      if (id != NULL)
        g_strv_builder_add (ids, id);
    }

  return errno == 0 ? g_strv_builder_end (ids) : NULL;
}

GStrv
hn_record_list (int folder_fd, GError **error)
{
  GStrv ids = list_ids (folder_fd, "");

  if (ids == NULL)
    hn_helper_error_set_errno (error, errno, _ ("The helper's folder cannot be read"));

  return ids;
}

gboolean
hn_record_exists (int folder_fd, const char *unit)
{
  g_auto (GStrv) ids = hn_record_list (folder_fd, NULL);

  if (ids == NULL)
    return TRUE;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      gboolean unreadable;
      g_autoptr (HnRecord) record = hn_record_load (folder_fd, ids[i], &unreadable, NULL);

      if (unreadable ||
          (record != NULL && record->state < HN_TRIAL_KEPT && strcmp (record->unit, unit) == 0))
        return TRUE;
    }

  return FALSE;
}

void
hn_record_remove_halves (int folder_fd)
{
  g_auto (GStrv) ids = list_ids (folder_fd, ".");

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autofree char *temporary = g_strconcat (".", ids[i], SUFFIX, NULL);

      unlinkat (folder_fd, temporary, 0);
    }
}

int
hn_record_open_folder (const char *path, uid_t owner, GError **error)
{
  struct stat st;
  hn_auto_fd fd = -1;

  if (mkdir (path, 0700) < 0 && errno != EEXIST)
    {
      hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be made"), path);
      return -1;
    }
  fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 || fstat (fd, &st) < 0)
    {
      hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be opened"), path);
      return -1;
    }
  if (st.st_uid != owner || (st.st_mode & 077) != 0)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                           _ ("The folder %s may be read or changed by others"), path);
      return -1;
    }

  return g_steal_fd (&fd);
}
