/* What the helper has to know of a trial to end it properly, kept in a file from before the first
 * change until after the last one, so that whoever comes after a crash knows it, too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-id128.h>
#include <unistd.h>

#include "engine/request.h"
#include "helper/errors.h"
#include "helper/store.h"

#define GROUP "Trial"
#define SUFFIX ".trial"

/* Both texts of a drop-in, escaped, and the few lines around them. */
#define LARGEST_RECORD (16 * HN_REQUEST_MAX_BYTES)

HnRecord *
hn_record_new (void)
{
  HnRecord *self = g_new0 (HnRecord, 1);

  self->state = HN_TRIAL_AUTHORIZED;
  self->dependents = g_new0 (char *, 1);
  self->stopped = g_new0 (char *, 1);
  self->directives = g_new0 (char *, 1);
  self->unproven = g_new0 (char *, 1);
  self->weakened = g_new0 (char *, 1);

  return self;
}

HnRecord *
hn_record_new_stray (const char *unit, uid_t uid, const char *boot_id)
{
  HnRecord *self = hn_record_new ();
  sd_id128_t number;

  sd_id128_randomize (&number);
  self->id = g_strdup_printf (SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL (number));
  self->uid = uid;
  self->unit = g_strdup (unit);
  self->boot_id = g_strdup (boot_id);
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
  g_free (self->id);
  g_free (self->unit);
  g_free (self->boot_id);
  g_free (self->etag);
  g_free (self->text);
  g_free (self->previous);
  g_free (self->uncovered);
  g_free (self->text_hash);
  g_free (self->previous_hash);
  g_free (self->invocation);
  g_free (self->control_group);
  g_free (self->powers);
  g_strfreev (self->dependents);
  g_strfreev (self->stopped);
  g_free (self->step);
  g_free (self->reason);
  g_free (self->result);
  g_strfreev (self->directives);
  g_strfreev (self->unproven);
  g_strfreev (self->weakened);
  g_free (self->words);
  g_free (self);
}

char *
hn_record_hash (const char *text)
{
  return text != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1) : g_strdup ("");
}

/* The lines of a record. What is NULL has no line. */

static const struct
{
  const char *key;
  gsize offset;
} texts[] = {
#define TEXT(key, field)                   \
  {                                        \
    key, G_STRUCT_OFFSET (HnRecord, field) \
  }
  TEXT ("Id", id),
  TEXT ("Unit", unit),
  TEXT ("BootId", boot_id),
  TEXT ("Etag", etag),
  TEXT ("Text", text),
  TEXT ("Previous", previous),
  TEXT ("Uncovered", uncovered),
  TEXT ("Words", words),
  TEXT ("TextHash", text_hash),
  TEXT ("PreviousHash", previous_hash),
  TEXT ("Invocation", invocation),
  TEXT ("ControlGroup", control_group),
  TEXT ("Powers", powers),
  TEXT ("Step", step),
  TEXT ("Reason", reason),
  TEXT ("Result", result),
#undef TEXT
};

static const struct
{
  const char *key;
  gsize offset;
} flags[] = {
#define FLAG(key, field)                   \
  {                                        \
    key, G_STRUCT_OFFSET (HnRecord, field) \
  }
  FLAG ("Removal", removal),     FLAG ("Restart", restart),
  FLAG ("Never", never),         FLAG ("NextStart", next_start),
  FLAG ("AtOnce", at_once),      FLAG ("WasActive", was_active),
  FLAG ("Restarted", restarted), FLAG ("Keeping", keeping),
  FLAG ("CameBack", came_back),  FLAG ("Gain", gain),
#undef FLAG
};

char *
hn_record_to_text (const HnRecord *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = G_STRUCT_MEMBER (char *, self, texts[i].offset);

      if (text != NULL)
        g_key_file_set_string (file, GROUP, texts[i].key, text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    g_key_file_set_boolean (file, GROUP, flags[i].key,
                            G_STRUCT_MEMBER (gboolean, self, flags[i].offset));
  g_key_file_set_string_list (file, GROUP, "Unproven", (const char *const *) self->unproven,
                              g_strv_length (self->unproven));
  g_key_file_set_string_list (file, GROUP, "Weakened", (const char *const *) self->weakened,
                              g_strv_length (self->weakened));
  g_key_file_set_string (file, GROUP, "State", hn_trial_state_get_name (self->state));
  g_key_file_set_uint64 (file, GROUP, "Uid", self->uid);
  g_key_file_set_uint64 (file, GROUP, "Confirm", self->confirm);
  g_key_file_set_uint64 (file, GROUP, "Deadline", self->deadline);
  g_key_file_set_uint64 (file, GROUP, "RestartTime", self->restart_time);
  g_key_file_set_uint64 (file, GROUP, "FailureTime", self->failure_time);
  g_key_file_set_uint64 (file, GROUP, "DeadMan", self->dead_man);
  g_key_file_set_uint64 (file, GROUP, "Armed", self->armed);
  g_key_file_set_uint64 (file, GROUP, "Tries", self->tries);
  g_key_file_set_uint64 (file, GROUP, "JobTime", self->job_time);
  g_key_file_set_uint64 (file, GROUP, "NRestarts", self->n_restarts);
  g_key_file_set_integer (file, GROUP, "Code", self->code);
  g_key_file_set_integer (file, GROUP, "Status", self->status);
  g_key_file_set_string_list (file, GROUP, "Dependents", (const char *const *) self->dependents,
                              g_strv_length (self->dependents));
  g_key_file_set_string_list (file, GROUP, "Stopped", (const char *const *) self->stopped,
                              g_strv_length (self->stopped));
  g_key_file_set_string_list (file, GROUP, "Directives", (const char *const *) self->directives,
                              g_strv_length (self->directives));

  return g_key_file_to_data (file, NULL, NULL);
}

static gboolean
read_state (HnRecord *self, GKeyFile *file)
{
  g_autofree char *name = g_key_file_get_string (file, GROUP, "State", NULL);

  self->state = hn_trial_state_from_name (name);

  return self->state != HN_TRIAL_UNKNOWN;
}

static GStrv
read_list (GKeyFile *file, const char *key)
{
  GStrv list = g_key_file_get_string_list (file, GROUP, key, NULL, NULL);

  return list != NULL ? list : g_new0 (char *, 1);
}

/* Only the helper writes records, and only root could write another one; still, what names a file
 * or a unit is looked at as if it came from outside. */
static gboolean
is_sound (const HnRecord *self)
{
  g_autofree char *text_hash = hn_record_hash (self->text);
  g_autofree char *previous_hash = hn_record_hash (self->previous);

  return self->id != NULL && hn_trial_id_is_valid (self->id) && self->unit != NULL &&
         hn_request_check_unit_name (self->unit, NULL) && self->boot_id != NULL &&
         self->removal == (self->text == NULL) && g_strcmp0 (text_hash, self->text_hash) == 0 &&
         g_strcmp0 (previous_hash, self->previous_hash) == 0;
}

HnRecord *
hn_record_from_text (const char *text, gsize length, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (HnRecord) self = hn_record_new ();

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, self, texts[i].offset) =
        g_key_file_get_string (file, GROUP, texts[i].key, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    G_STRUCT_MEMBER (gboolean, self, flags[i].offset) =
        g_key_file_get_boolean (file, GROUP, flags[i].key, NULL);
  self->uid = (uid_t) g_key_file_get_uint64 (file, GROUP, "Uid", NULL);
  self->confirm = (guint) g_key_file_get_uint64 (file, GROUP, "Confirm", NULL);
  self->deadline = g_key_file_get_uint64 (file, GROUP, "Deadline", NULL);
  self->restart_time = g_key_file_get_uint64 (file, GROUP, "RestartTime", NULL);
  self->failure_time = g_key_file_get_uint64 (file, GROUP, "FailureTime", NULL);
  self->dead_man = (guint) g_key_file_get_uint64 (file, GROUP, "DeadMan", NULL);
  self->armed = (guint) g_key_file_get_uint64 (file, GROUP, "Armed", NULL);
  self->tries = (guint) g_key_file_get_uint64 (file, GROUP, "Tries", NULL);
  self->job_time = g_key_file_get_uint64 (file, GROUP, "JobTime", NULL);
  self->n_restarts = (guint) g_key_file_get_uint64 (file, GROUP, "NRestarts", NULL);
  self->code = g_key_file_get_integer (file, GROUP, "Code", NULL);
  self->status = g_key_file_get_integer (file, GROUP, "Status", NULL);
  g_strfreev (self->dependents);
  self->dependents = read_list (file, "Dependents");
  g_strfreev (self->stopped);
  self->stopped = read_list (file, "Stopped");
  g_strfreev (self->directives);
  self->directives = read_list (file, "Directives");
  g_strfreev (self->unproven);
  self->unproven = read_list (file, "Unproven");
  g_strfreev (self->weakened);
  self->weakened = read_list (file, "Weakened");

  if (!read_state (self, file) || !is_sound (self))
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
  int fd = openat (folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct dirent *entry;
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  int number = errno;

  if (folder == NULL)
    {
      if (fd >= 0)
        close (fd);
      errno = number;
      return NULL;
    }

  while ((errno = 0, entry = readdir (folder)) != NULL)
    {
      g_autofree char *id = dup_id (entry->d_name, prefix);

      if (id != NULL)
        g_strv_builder_add (ids, id);
    }
  number = errno;
  closedir (folder);
  if (number != 0)
    {
      errno = number;
      return NULL;
    }

  return g_strv_builder_end (ids);
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

      if (unreadable)
        return TRUE;
      if (record != NULL && record->state < HN_TRIAL_KEPT && strcmp (record->unit, unit) == 0)
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
  int fd;

  if (mkdir (path, 0700) < 0 && errno != EEXIST)
    {
      hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be made"), path);
      return -1;
    }
  fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 || fstat (fd, &st) < 0)
    {
      hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be opened"), path);
      if (fd >= 0)
        close (fd);
      return -1;
    }
  if (st.st_uid != owner || (st.st_mode & 077) != 0)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                           _ ("The folder %s may be read or changed by others"), path);
      close (fd);
      return -1;
    }

  return fd;
}
