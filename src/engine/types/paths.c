/* Lists of paths, of mounts, and of file systems in memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/paths.h"

#include <limits.h>
#include <string.h>

#include "engine/types/numbers.h"

gboolean
hn_path_simplify (char *path)
{
  gboolean absolute = path[0] == '/';
  gboolean normal = TRUE;
  const char *in = path;
  char *out = path;

  if (absolute)
    *out++ = '/';
  while (*in != '\0')
    {
      gsize n;

      in += strspn (in, "/");
      n = strcspn (in, "/");
      if (n == 0)
        break;
      if (n == 2 && in[0] == '.' && in[1] == '.')
        normal = FALSE;
      if (!(n == 1 && in[0] == '.'))
        {
          if (n > NAME_MAX)
            normal = FALSE;
          if (out > path && out[-1] != '/')
            *out++ = '/';
          memmove (out, in, n);
          out += n;
        }
      in += n;
    }
  *out = '\0';

  return normal && out > path && out - path < PATH_MAX;
}

char *
hn_path_dup_plain (const HnUnitContext *context, const char *word)
{
  g_autofree char *path = NULL;

  word += word[0] == '-';
  word += word[0] == '+';
  path = hn_specifier_expand (context, word);
  if (path == NULL)
    return g_strdup (word);
  path[strcspn (path, ":")] = '\0';
  hn_path_simplify (path);

  return g_steal_pointer (&path);
}

GPtrArray *
hn_paths_dup_plain (const HnUnitContext *context, const HnSetting *value)
{
  g_autoptr (GPtrArray) words = hn_setting_dup_words (value);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (paths, hn_path_dup_plain (context, words->pdata[i]));

  return paths;
}

/* What is read from lines. */

static gboolean
is_absolute (const HnLine *line, const char *path)
{
  g_autofree char *expanded = hn_specifier_expand (line->context, path);

  return expanded != NULL && expanded[0] == '/' && hn_path_simplify (expanded);
}

/* "-" and "+" say what is to be done with a path that is not there, and below which root it is. */
static gboolean
is_path (const HnLine *line, const char *word)
{
  word += word[0] == '-';
  word += word[0] == '+';

  return is_absolute (line, word);
}

/* Of these, systemd expands what stands before the colon alone. */
static gboolean
is_tmpfs (const HnLine *line, const char *word)
{
  g_autofree char *path = g_strndup (word, strcspn (word, ":"));

  return hn_specifiers_are_known (line->context, path);
}

static HnLineResult
parse_filter_path (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  g_autofree char *path = hn_specifier_expand (line->context, line->value);

  if (line->value[0] == '\0')
    hn_setting_set_text (value, NULL);
  else if (path == NULL || path[0] != '/' || !hn_path_simplify (path))
    return hn_parse_ignored (line);
  else
    hn_setting_append_text (value, path);

  return HN_LINE_TAKEN;
}

/* What may be written. */

void
hn_input_put_path (HnInput *input, const char *prefix, const char *path, const char *suffix)
{
  gboolean quote = strpbrk (path, " '") != NULL;

  hn_input_put (input, quote ? "\"" : "");
  g_string_append_printf (input->out, "%s%s%s%s", prefix, path, suffix, quote ? "\"" : "");
}

gboolean
hn_input_read_absolute (char *path)
{
  return path[0] == '/' && strpbrk (path, "\"\\") == NULL && hn_path_simplify (path);
}

static HnValidity
read_path (HnInput *input, const char *word)
{
  /* In this order only. */
  guint n = word[0] == '-';
  char prefix[3] = "";
  g_autofree char *path = NULL;

  n += word[n] == '+';
  memcpy (prefix, word, n);
  path = g_strdup (word + n);
  if (!hn_input_read_absolute (path))
    return hn_input_refuse (input, word);

  hn_input_put_path (input, prefix, path, "");
  return HN_VALID;
}

/* One option of a file system in memory. None of them can give what the defaults deny. */
static gboolean
is_tmpfs_option (const char *option)
{
  static const char *const words[] = { "ro", "noexec", "nosuid", "nodev", "noatime", NULL };
  guint number;

  if (g_strv_contains (words, option))
    return TRUE;
  if (g_str_has_prefix (option, "mode="))
    {
      const char *mode = option + strlen ("mode=");

      return strlen (mode) >= 3 && strlen (mode) <= 4 && strspn (mode, "01234567") == strlen (mode);
    }
  if (g_str_has_prefix (option, "nr_inodes="))
    return hn_input_read_number (option + strlen ("nr_inodes="), G_MAXINT, &number);
  if (g_str_has_prefix (option, "size="))
    {
      g_autofree char *size = g_strdup (option + strlen ("size="));
      gsize length = strlen (size);

      if (length > 0 && strchr ("KMGkmg", size[length - 1]) != NULL)
        size[length - 1] = '\0';
      return hn_input_read_number (size, G_MAXINT, &number);
    }

  return FALSE;
}

static HnValidity
read_tmpfs (HnInput *input, const char *word)
{
  const char *colon = strchr (word, ':');
  g_autofree char *path = colon != NULL ? g_strndup (word, colon - word) : g_strdup (word);

  if (!hn_input_read_absolute (path))
    return hn_input_refuse (input, word);
  if (colon != NULL)
    {
      g_auto (GStrv) options = g_strsplit (colon + 1, ",", -1);

      for (guint i = 0; options[i] != NULL; i++)
        if (!is_tmpfs_option (options[i]))
          return hn_input_refuse (input, word);
      if (options[0] == NULL)
        return hn_input_refuse (input, word);
    }

  hn_input_put_path (input, "", path, colon != NULL ? colon : "");
  return HN_VALID;
}

/* Paths, unlike other words, may stand in quotes. */
static HnValidity
validate_paths (HnInput *input, const char *text)
{
  const char *rest = text;
  char *word;
  int got;

  if (strchr (text, '\\') != NULL)
    return hn_input_refuse (input, NULL);

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    {
      HnValidity result = input->row->type->validate_word (input, word);

      g_free (word);
      if (result != HN_VALID)
        return result;
    }

  return got == 0 && input->out->len > 0 ? HN_VALID : hn_input_refuse (input, NULL);
}

/* What is weaker. */

static gboolean
are_weaker (const HnComparison *pair)
{
  g_autoptr (GPtrArray) old = hn_paths_dup_plain (pair->context, pair->before);
  g_autoptr (GPtrArray) new = hn_paths_dup_plain (pair->context, pair->after);

  return hn_lists_are_weaker (pair->row, old, new);
}

const HnType hn_type_paths = {
  .kind = HN_KIND_PATHS,
  .is_list = TRUE,
  .parse = hn_parse_words,
  .is_word = is_path,
  .validate = validate_paths,
  .validate_word = read_path,
  .is_weaker = are_weaker,
};

const HnType hn_type_tmpfs = {
  .kind = HN_KIND_PATHS,
  .is_list = TRUE,
  .parse = hn_parse_words,
  .is_word = is_tmpfs,
  .validate = validate_paths,
  .validate_word = read_tmpfs,
  .is_weaker = hn_words_are_weaker,
};

/* Images, each with where it is mounted. */
const HnType hn_type_mounts = {
  .kind = HN_KIND_PATHS,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate = validate_paths,
  .validate_word = read_path,
};

/* With parts that are no paths. */
const HnType hn_type_expandable_paths = {
  .kind = HN_KIND_PATHS,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate = validate_paths,
  .validate_word = read_path,
};

/* One in each line. */
const HnType hn_type_filter_paths = {
  .kind = HN_KIND_PATHS,
  .is_list = TRUE,
  .parse = parse_filter_path,
  .validate = validate_paths,
  .validate_word = read_path,
};
