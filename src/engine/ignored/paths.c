/* Values that are paths, or have some in them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/ignored/validate-private.h"

#define PARTS (HN_SPLIT_UNESCAPE | HN_SPLIT_FREE_SEPARATOR)

/* Whether @path is one of the file systems that the kernel fills, or below one. */
static gboolean
is_kernel_path (const char *path, gboolean devices_too)
{
  static const char *const folders[] = { "/proc", "/sys", "/dev" };

  for (guint i = 0; i < (devices_too ? 3 : 2); i++)
    {
      const gsize length = strlen (folders[i]);

      if (strncmp (path, folders[i], length) == 0 && (path[length] == '/' || path[length] == '\0'))
        return TRUE;
    }

  return FALSE;
}

/* Whether no part of @path is longer than a file name may be. */
static gboolean
has_short_parts (const char *path)
{
  while (*path != '\0')
    {
      const gsize length = strcspn (path, "/");

      if (length > 255)
        return FALSE;
      path += length;
      path += *path == '/';
    }

  return TRUE;
}

/* (transfer full) (nullable): the plain path that @text stands for */
static char *
dup_path (HnValidator *self, const char *text, HnPathKind kind)
{
  gboolean is_open;
  g_autofree char *path = hn_validator_expand (self, text, 4096, &is_open);

  if (path == NULL)
    return NULL;
  if (is_open && path[0] == '%')
    return g_steal_pointer (&path);
  if ((kind == HN_PATH_ABSOLUTE && path[0] != '/') || (kind == HN_PATH_RELATIVE && path[0] == '/'))
    return NULL;
  if (path[0] == '\0' || !g_utf8_validate (path, -1, NULL) || !hn_path_simplify (path) ||
      !has_short_parts (path))
    return NULL;

  return g_steal_pointer (&path);
}

gboolean
hn_validate_path (HnValidator *self, const char *text, HnPathKind kind)
{
  g_autofree char *path = dup_path (self, text, kind);

  return path != NULL;
}

HnVerdict
hn_validate_file (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *expanded = hn_validator_expand (self, value, 4096, &is_open);

  /* A name without an instance has nothing in it for "%i". */
  if (expanded != NULL && expanded[0] == '\0')
    return HN_VERDICT_TAKEN;

  return hn_validate_path (self, value, HN_PATH_ABSOLUTE) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_search_path (HnValidator *self, const char *value)
{
  const char *rest = value;
  char *word;
  int got;

  while ((got = hn_split (&rest, ":", HN_SPLIT_EACH, &word)) > 0)
    {
      const gboolean good = hn_validate_path (self, word, HN_PATH_ABSOLUTE);

      g_free (word);
      if (!good)
        return HN_VERDICT_IGNORED;
    }

  return got < 0 ? HN_VERDICT_IGNORED : HN_VERDICT_TAKEN;
}

HnVerdict
hn_validate_absolute (HnValidator *self, const char *value)
{
  return hn_validate_path (self, value, HN_PATH_ABSOLUTE) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

/* "-" and "+" say what is to be done with a path that is not there, and below which root it is. */
static gboolean
is_marked_path (HnValidator *self, const char *word)
{
  word += word[0] == '-';
  word += word[0] == '+';

  return hn_validate_path (self, word, HN_PATH_ABSOLUTE);
}

HnVerdict
hn_validate_marked_paths (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE, is_marked_path);
}

static gboolean
is_absolute (HnValidator *self, const char *word)
{
  return hn_validate_path (self, word, HN_PATH_ABSOLUTE);
}

HnVerdict
hn_validate_mount_points (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE, is_absolute);
}

HnVerdict
hn_validate_environment_file (HnValidator *self, const char *value)
{
  return hn_validate_absolute (self, value + (value[0] == '-'));
}

/* A relative one is below /run. */
HnVerdict
hn_validate_pid_file (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *expanded = hn_validator_expand (self, value, 4096, &is_open);
  g_autofree char *whole = NULL;

  if (expanded == NULL)
    return HN_VERDICT_IGNORED;
  if (is_open)
    return HN_VERDICT_TAKEN;

  whole = expanded[0] == '/' ? g_strdup (expanded) : g_strconcat ("/run/", expanded, NULL);
  if (!has_short_parts (whole) || !hn_path_simplify (whole) ||
      (self->context->version >= 257 && is_kernel_path (whole, TRUE)))
    return HN_VERDICT_STOPS;

  return g_str_has_prefix (whole, "/var/run/") ? HN_VERDICT_OLD : HN_VERDICT_TAKEN;
}

HnVerdict
hn_validate_condition_path (HnValidator *self, const char *value)
{
  value += value[0] == '|';
  value += value[0] == '!';

  return hn_validate_absolute (self, value);
}

/* ---- Mounts ---- */

/* Takes @word apart at its colons; returns how many parts there are, -1 where that is not
 * possible. Of more than @n the first @n are read, and @rest is what is left. */
static int
read_parts (const char *word, HnSplitFlags flags, guint n, char **parts, const char **rest)
{
  *rest = word;
  for (guint i = 0; i < n; i++)
    {
      const int got = hn_split (rest, ":", flags, &parts[i]);

      if (got < 0)
        return -1;
      if (got == 0)
        return (int) i;
    }

  return (int) n;
}

static gboolean
is_bind (HnValidator *self, const char *word)
{
  char *parts[4] = { NULL };
  const char *rest;
  const int n = read_parts (word, PARTS | HN_SPLIT_EACH, 4, parts, &rest);
  gboolean good = n > 0 && n < 4 &&
                  hn_validate_path (self, parts[0] + (parts[0][0] == '-'), HN_PATH_ABSOLUTE) &&
                  (n < 2 || hn_validate_path (self, parts[1], HN_PATH_ABSOLUTE)) &&
                  (n < 3 || parts[2][0] == '\0' || hn_is_one_of (parts[2], "rbind norbind", 0));

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_free (parts[i]);

  return good;
}

HnVerdict
hn_validate_bind_paths (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, is_bind);
}

/* What stands behind the colon is for the mount alone to understand. */
static gboolean
is_temporary (HnValidator *self, const char *word)
{
  const char *rest = word;
  g_autofree char *path = NULL;

  return hn_split (&rest, ":", HN_SPLIT_EACH, &path) > 0 &&
         hn_validate_path (self, path, HN_PATH_ABSOLUTE);
}

HnVerdict
hn_validate_temporary (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE, is_temporary);
}

#define PARTITIONS                                                                                 \
  "root usr home srv esp xbootldr swap root-verity usr-verity root-verity-sig usr-verity-sig tmp " \
  "var"
#define OLD_PARTITIONS                                                                            \
  PARTITIONS " root-secondary root-other usr-secondary usr-other root-secondary-verity "          \
             "root-other-verity usr-secondary-verity usr-other-verity root-secondary-verity-sig " \
             "root-other-verity-sig usr-secondary-verity-sig usr-other-verity-sig"

static gboolean
is_partition (HnValidator *self, const char *word)
{
  return hn_is_one_of (word, self->context->version < 253 ? OLD_PARTITIONS : PARTITIONS, 0);
}

/* "PARTITION:OPTIONS" again and again, or the options of the root alone. */
static gboolean
are_options (HnValidator *self, const char *text)
{
  gboolean good = TRUE;

  while (text != NULL)
    {
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      if (hn_split (&text, ":", PARTS, &first) <= 0)
        return good;
      if (hn_split (&text, ":", PARTS, &second) <= 0)
        return good && hn_specifiers_are_known (self->context, first);
      good = good && is_partition (self, first) && hn_specifiers_are_known (self->context, second);
    }

  return good;
}

static gboolean
is_image_path (HnValidator *self, const char *text, gboolean devices_too)
{
  g_autofree char *path = dup_path (self, text, HN_PATH_ABSOLUTE);

  return path != NULL && (self->context->version < 253 || !is_kernel_path (path, devices_too));
}

/* "SOURCE:TARGET", with options behind it. */
static gboolean
is_image (HnValidator *self, const char *word)
{
  char *parts[2] = { NULL };
  const char *rest;
  const int n = read_parts (word, PARTS, 2, parts, &rest);
  const gboolean good =
      n == 0 || (n == 2 && is_image_path (self, parts[0] + (parts[0][0] == '-'), FALSE) &&
                 is_image_path (self, parts[1], FALSE) && are_options (self, rest));

  g_free (parts[0]);
  g_free (parts[1]);

  return good;
}

HnVerdict
hn_validate_images (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, is_image);
}

static gboolean
is_extension (HnValidator *self, const char *word)
{
  const char *rest = word;
  g_autofree char *source = NULL;
  const int got = hn_split (&rest, ":", PARTS, &source);

  return got == 0 || (got > 0 && is_image_path (self, source + (source[0] == '-'), TRUE) &&
                      are_options (self, rest));
}

HnVerdict
hn_validate_extensions (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, is_extension);
}

static gboolean
is_image_option (HnValidator *self, const char *word)
{
  const char *rest = word;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (hn_split (&rest, ":", PARTS, &first) <= 0)
    return TRUE;
  if (hn_split (&rest, ":", PARTS, &second) <= 0 || second[0] == '\0')
    return hn_specifiers_are_known (self->context, first);

  return is_partition (self, first) && hn_specifiers_are_known (self->context, second);
}

/* Whether @word can be taken apart at all. */
static gboolean
has_parts (HnValidator *self, const char *word)
{
  char *parts[2] = { NULL };
  const char *rest;
  const int n = read_parts (word, PARTS, 2, parts, &rest);

  g_free (parts[0]);
  g_free (parts[1]);

  return n >= 0;
}

HnVerdict
hn_validate_image_options (HnValidator *self, const char *value)
{
  gboolean whole;

  hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, has_parts);
  whole = self->left_out == NULL;
  hn_validator_reset (self);
  if (!whole)
    return HN_VERDICT_IGNORED;

  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, is_image_option);
}

/* ---- Folders of a service ---- */

/* "FOLDER:LINK:FLAGS", relative to where folders of the kind are. */
static gboolean
is_directory (HnValidator *self, const char *word)
{
  const gboolean has_flags = self->context->version >= 257;
  char *parts[3] = { NULL };
  const char *rest;
  /* Before there were flags, more was passed over in silence. */
  const int n = has_flags ? read_parts (word, PARTS | HN_SPLIT_EACH, 3, parts, &rest)
                          : read_parts (word, PARTS, 2, parts, &rest);
  g_autofree char *folder = n > 0 ? dup_path (self, parts[0], HN_PATH_RELATIVE) : NULL;
  gboolean good =
      folder != NULL && strcmp (folder, "private") != 0 && !g_str_has_prefix (folder, "private/");

  if (good && n > 1 && parts[1][0] != '\0')
    good = strcmp (self->key, "ConfigurationDirectory") != 0 &&
           hn_validate_path (self, parts[1], HN_PATH_RELATIVE);
  if (good && n > 2 && parts[2][0] != '\0')
    good = strcmp (parts[2], "ro") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_free (parts[i]);

  return good;
}

HnVerdict
hn_validate_directories (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, is_directory);
}

/* ---- One path with something beside it ---- */

/* How many hexadecimal digits @text has; 0 where it has anything else but white space. */
static guint
count_hex (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    if (g_ascii_isxdigit (*text))
      n++;
    else if (strchr (HN_WHITESPACE, *text) == NULL)
      return 0;

  return n;
}

/* A file, or the hash itself, of which 16 bytes are the least. */
HnVerdict
hn_validate_root_hash (HnValidator *self, const char *value)
{
  if (value[0] == '/')
    return HN_VERDICT_TAKEN;

  return count_hex (value) % 2 == 0 && count_hex (value) >= 32 ? HN_VERDICT_TAKEN
                                                               : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_root_signature (HnValidator *self, const char *value)
{
  if (value[0] == '/')
    return HN_VERDICT_TAKEN;

  return g_str_has_prefix (value, "base64:") ? hn_validate_input_data (self, value + 7)
                                             : HN_VERDICT_IGNORED;
}

/* "PATH:NAME:OPTIONS" */
HnVerdict
hn_validate_open_file (HnValidator *self, const char *value)
{
  char *parts[3] = { NULL };
  const char *rest;
  const int n = read_parts (value, HN_SPLIT_EACH | HN_SPLIT_UNESCAPE, 3, parts, &rest);
  gboolean good = n > 0 && (rest == NULL || rest[0] == '\0') && parts[0][0] == '/' &&
                  strlen (parts[0]) < 4096 && has_short_parts (parts[0]);
  guint seen = 0;

  if (good && n > 1 && parts[1][0] != '\0')
    good = hn_is_fd_name (parts[1]);
  else if (good)
    {
      g_autofree char *name = NULL;

      while (g_str_has_suffix (parts[0], "/.") || g_str_has_suffix (parts[0], "//"))
        parts[0][strlen (parts[0]) - 1] = '\0';
      name = g_path_get_basename (parts[0]);
      good = strcmp (name, "/") != 0 && strcmp (name, "..") != 0 && hn_is_fd_name (name);
    }

  for (const char *p = parts[2]; good && p != NULL;)
    {
      static const char *const options[] = { "read-only", "append", "truncate", "graceful", NULL };
      g_autofree char *word = NULL;
      const int got = hn_split (&p, ",", HN_SPLIT_PLAIN, &word);
      guint i = 0;

      if (got == 0)
        break;
      while (got > 0 && options[i] != NULL && strcmp (options[i], word) != 0)
        i++;
      good = got > 0 && options[i] != NULL && (seen & (1u << i)) == 0;
      seen |= 1u << i;
    }
  /* Of the first three only one. */
  good = good && ((seen & 7) & ((seen & 7) - 1)) == 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_free (parts[i]);

  return good ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

/* "PLACE:PATH" */
HnVerdict
hn_validate_bpf_program (HnValidator *self, const char *value)
{
  const char *rest = value;
  g_autofree char *place = NULL;

  if (hn_split (&rest, ":", HN_SPLIT_PLAIN, &place) <= 0 || rest == NULL || rest[0] == '\0' ||
      !hn_is_one_of (place, self->kind->words, self->context->version))
    return HN_VERDICT_IGNORED;

  return hn_validate_absolute (self, rest);
}
