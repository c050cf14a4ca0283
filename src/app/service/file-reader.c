/* Reading files to show them. Unit files may be sockets, folders, devices, endless or not text at
 * all; nothing here blocks the window, and each case has its own words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file-reader.h"
#include "source/files/host.h"

/* A text view holds its text in memory and measures every line, so both have a bound. Unit files
 * are a few kilobytes. */
#define MAX_BYTES (512 * 1024)
#define MAX_LINES 20000
#define MAX_LINE_BYTES 4096

G_DEFINE_QUARK (hn_file_reader_error_quark, hn_file_reader_error)

void
hn_file_text_free (HnFileText *self)
{
  g_free (self->text);
  g_free (self);
}

static void
set_errno_error (GError **error, const char *path, int number)
{
  switch (number)
    {
    case ENOENT:
    case ENOTDIR:
      g_set_error (
          error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_GONE,
          /* Translators: %s is the path of a file. */
          _ ("There is no file at %s any more. It was removed or renamed since the service "
             "was read."),
          path);
      break;
    case EACCES:
    case EPERM:
      g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_DENIED,
                   /* Translators: %s is the path of a file. */
                   _ ("You are not allowed to read %s. Ask an administrator, or read it in a "
                      "terminal with administrator rights."),
                   path);
      break;
    case ELOOP:
      g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_FAILED,
                   /* Translators: %s is the path of a file. */
                   _ ("%s is a link that leads in a circle, so there is no file to show."), path);
      break;
    default:
      g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_FAILED,
                   /* Translators: the path of a file, then the system's words for the error. */
                   _ ("%s cannot be read: %s"), path, g_strerror (number));
      break;
    }
}

static gboolean
check_kind (const char *path, const struct stat *info, GError **error)
{
  struct stat null_info;

  if (S_ISCHR (info->st_mode) && stat ("/dev/null", &null_info) == 0 &&
      info->st_rdev == null_info.st_rdev)
    {
      g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_MASKED,
                   /* Translators: %s is the path of a file. */
                   _ ("%s leads to /dev/null: the unit is masked, and systemd does not start it."),
                   path);
      return FALSE;
    }

  if (!S_ISREG (info->st_mode))
    {
      g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_NOT_A_FILE,
                   S_ISDIR (info->st_mode)
                       /* Translators: %s is a path. */
                       ? _ ("%s is a folder, not a unit file.")
                       /* Translators: %s is a path. */
                       : _ ("%s is not an ordinary file, so it has no text to show."),
                   path);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_size (const char *path, gsize size, GError **error)
{
  g_autofree char *words = NULL;

  if (size <= MAX_BYTES)
    return TRUE;

  words = g_format_size_full (MAX_BYTES, G_FORMAT_SIZE_IEC_UNITS);
  g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_TOO_LARGE,
               /* Translators: the path of a file, then a size such as 512.0 KiB. */
               _ ("%s is larger than %s, far more than a unit file. Open it in a text editor."),
               path, words);
  return FALSE;
}

/* At most one byte more than is allowed, whatever the file claims its size to be. */
static GByteArray *
read_bytes (int fd, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[16 * 1024];

  while (bytes->len <= MAX_BYTES)
    {
      gssize n = read (fd, buffer, sizeof buffer);

      if (n < 0 && errno == EINTR)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (n < 0)
        {
          set_errno_error (error, path, errno);
          return NULL;
        }
      if (n == 0)
        break;
      g_byte_array_append (bytes, buffer, (guint) n);
    }

  return check_size (path, bytes->len, error) ? g_steal_pointer (&bytes) : NULL;
}

static HnFileText *
make_text (const char *path, GByteArray *bytes, GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (bytes->len + 1);
  g_autofree char *valid = NULL;
  HnFileText *result;
  gboolean repaired = FALSE, cut = FALSE;
  guint n_lines = 0;
  const char *p, *end;

  if (memchr (bytes->data, 0, bytes->len) != NULL)
    {
      g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_BINARY,
                   /* Translators: %s is the path of a file. */
                   _ ("%s holds binary data, not the text of a unit file."), path);
      return NULL;
    }

  if (!g_utf8_validate_len ((const char *) bytes->data, bytes->len, NULL))
    {
      repaired = TRUE;
      valid = g_utf8_make_valid ((const char *) bytes->data, (gssize) bytes->len);
    }
  else
    {
      valid = g_strndup ((const char *) bytes->data, bytes->len);
    }

  end = valid + strlen (valid);
  for (p = valid; p < end;)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      gsize length = (gsize) ((newline ? newline : end) - p);

      if (length > MAX_LINE_BYTES)
        {
          const char *stop = g_utf8_find_prev_char (p, p + MAX_LINE_BYTES);

          cut = TRUE;
          g_string_append_len (text, p, stop - p);
          g_string_append (text, " …");
        }
      else
        {
          g_string_append_len (text, p, (gssize) length);
        }

      if (newline == NULL)
        break;
      g_string_append_c (text, '\n');
      n_lines++;
      p = newline + 1;
    }

  if (n_lines > MAX_LINES)
    {
      g_set_error (error, HN_FILE_READER_ERROR, HN_FILE_READER_ERROR_TOO_LARGE,
                   /* Translators: the path of a file, then a number of lines. */
                   _ ("%s has more than %d lines, far more than a unit file. Open it in a text "
                      "editor."),
                   path, MAX_LINES);
      return NULL;
    }

  result = g_new0 (HnFileText, 1);
  result->length = text->len;
  result->text = g_string_free (g_steal_pointer (&text), FALSE);
  result->repaired = repaired;
  result->cut = cut;
  return result;
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = data;
  g_autofree char *here = hn_host_dup_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  HnFileText *text = NULL;
  struct stat info;
  int fd;

  /* Without O_NONBLOCK, opening a named pipe would wait for a writer. */
  fd = open (here, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 || fstat (fd, &info) < 0)
    set_errno_error (&error, path, errno);
  else if (check_kind (path, &info, &error) &&
           check_size (path, (gsize) MAX (info.st_size, 0), &error))
    bytes = read_bytes (fd, path, cancellable, &error);

  if (fd >= 0)
    close (fd);
  if (bytes != NULL)
    text = make_text (path, bytes, &error);

  if (text != NULL)
    g_task_return_pointer (task, text, (GDestroyNotify) hn_file_text_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
hn_file_reader_read_async (const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_thread);
}

HnFileText *
hn_file_reader_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
