/* Reads a file for showing: in a thread, with limits, and with a sentence for a person when it
 * cannot be shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HN_FILE_READER_ERROR (hn_file_reader_error_quark ())
GQuark hn_file_reader_error_quark (void);

typedef enum
{
  HN_FILE_READER_ERROR_GONE,
  HN_FILE_READER_ERROR_DENIED,
  HN_FILE_READER_ERROR_MASKED, /* leads to /dev/null */
  HN_FILE_READER_ERROR_NOT_A_FILE,
  HN_FILE_READER_ERROR_TOO_LARGE,
  HN_FILE_READER_ERROR_BINARY,
  HN_FILE_READER_ERROR_FAILED,
} HnFileReaderError;

/* The text of a file, made fit for a text view. */
typedef struct
{
  char *text;        /* valid UTF-8 */
  gsize length;      /* in bytes */
  gboolean repaired; /* bytes that are not UTF-8 were replaced */
  gboolean cut;      /* very long lines were cut */
} HnFileText;

void hn_file_text_free (HnFileText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnFileText, hn_file_text_free)

/**
 * hn_file_reader_read_async:
 * @path: of the file; anything may be there, or nothing
 */
void hn_file_reader_read_async (const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * hn_file_reader_read_finish:
 * @error: return location; %HN_FILE_READER_ERROR with a translated message, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the text
 */
HnFileText *hn_file_reader_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
