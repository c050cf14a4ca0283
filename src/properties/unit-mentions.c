/* Reads the few lines of unit files that are about other units.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/unit-mentions.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/types/type.h"
#include "engine/unit-file.h"

/* No unit file is larger, and no machine has more of them. */
#define LARGEST_FILE (1024 * 1024)
#define MAX_FILES 65536

/* What an instance is called where only its template is known. */
#define SOME_INSTANCE "any"

typedef struct
{
  HnMentionKind kind;
  char *name; /* as the file has it, "*" for what only the manager resolves */
  char *unit; /* whose file it is; the name of a drop-in's folder may be that of many units */
} Mention;

struct _HnMentions
{
  GPtrArray *mentions; /* of Mention */
  GHashTable *files;   /* set of what was read: of files with one name systemd reads the first */
};

static const struct
{
  const char *section, *key;
  HnMentionKind kind;
} keys[] = {
  { "Unit", "Requires", HN_MENTION_REQUIRES },
  { "Unit", "RequiresOverridable", HN_MENTION_REQUIRES },
  { "Unit", "Requisite", HN_MENTION_REQUIRES },
  { "Unit", "RequisiteOverridable", HN_MENTION_REQUIRES },
  { "Unit", "BindsTo", HN_MENTION_REQUIRES },
  { "Unit", "BindTo", HN_MENTION_REQUIRES },
  { "Unit", "PartOf", HN_MENTION_REQUIRES },
  { "Unit", "StopPropagatedFrom", HN_MENTION_REQUIRES },
  { "Unit", "JoinsNamespaceOf", HN_MENTION_JOINS },
  { "Socket", "Service", HN_MENTION_REQUIRES },
};

static void
mention_free (gpointer data)
{
  Mention *mention = data;

  g_free (mention->name);
  g_free (mention->unit);
  g_free (mention);
}

static gboolean
is_template (const char *unit)
{
  const char *at = strchr (unit, '@');

  return at != NULL && at[1] == '.';
}

/* "%n" and its like where they stand for the same in all of the unit, "*" for other specifiers. */
static char *
dup_pattern (const char *word, const char *unit)
{
  const char *dot = strrchr (unit, '.');
  const char *at = strchr (unit, '@');
  GString *pattern = g_string_new (NULL);

  for (; *word != '\0'; word++)
    {
      if (word[0] != '%' || word[1] == '\0')
        g_string_append_c (pattern, *word);
      else if (*++word == '%')
        g_string_append_c (pattern, '%');
      else if (*word == 'p' && dot != NULL)
        g_string_append_len (pattern, unit, (at != NULL ? at : dot) - unit);
      else if (*word == 'N' && dot != NULL && !is_template (unit))
        g_string_append_len (pattern, unit, dot - unit);
      else if (*word == 'n' && !is_template (unit))
        g_string_append (pattern, unit);
      else
        g_string_append_c (pattern, '*');
    }

  return g_string_free (pattern, FALSE);
}

static void
add (HnMentions *self, HnMentionKind kind, const char *word, const char *unit)
{
  Mention *mention = g_new0 (Mention, 1);

  mention->kind = kind;
  mention->name = dup_pattern (word, unit);
  mention->unit = g_strdup (unit);
  g_ptr_array_add (self->mentions, mention);
}

/* A file that is read. */
typedef struct
{
  HnMentions *mentions;
  const char *unit;
  char *section;
} Reader;

static gboolean
take_line (char *line, guint number, gpointer user_data)
{
  Reader *reader = user_data;
  char *value;

  g_strstrip (line);
  if (line[0] == '[' && g_str_has_suffix (line, "]"))
    {
      g_free (reader->section);
      reader->section = g_strndup (line + 1, strlen (line) - 2);
      return TRUE;
    }

  value = strchr (line, '=');
  if (value == NULL)
    return TRUE;
  *value++ = '\0';
  g_strchomp (line);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *rest = value;
      char *word;

      if (strcmp (keys[i].section, reader->section) != 0 || strcmp (keys[i].key, line) != 0)
        continue;
      while (hn_extract_word (&rest, TRUE, TRUE, &word) > 0)
        {
          add (reader->mentions, keys[i].kind, word, reader->unit);
          g_free (word);
        }
    }

  return TRUE;
}

static void
read_file (HnMentions *self, const char *path, const char *unit)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat file;

  if (fd < 0)
    return;
  if (fstat (fd, &file) == 0 && S_ISREG (file.st_mode) && file.st_size <= LARGEST_FILE)
    {
      g_autofree char *text = g_malloc0 ((gsize) file.st_size + 1);
      gssize length = read (fd, text, (gsize) file.st_size);
      Reader reader = { self, unit, g_strdup ("") };
      guint too_long;

      if (length > 0)
        hn_unit_file_read_lines (text, (gsize) length, take_line, &reader, &too_long);
      g_free (reader.section);
    }
  close (fd);
}

/* Reads the file @name of @folder, unless one of that @key has been read or there are too many. */
static gboolean
read_once (
    HnMentions *self, const char *folder, const char *name, const char *key, const char *unit)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_hash_table_size (self->files) >= MAX_FILES ||
      !g_hash_table_add (self->files, g_strdup (key)))
    return FALSE;

  read_file (self, path, unit);
  return TRUE;
}

/* What lies in a folder beside a unit file: drop-ins, or links to what it requires. */
static void
read_folder (HnMentions *self, const char *parent, const char *name)
{
  g_autofree char *path = g_build_filename (parent, name, NULL);
  g_autofree char *unit = g_strndup (name, (gsize) (strrchr (name, '.') - name));
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const gboolean drop_ins = g_str_has_suffix (name, ".d");
  const char *entry;

  while (folder != NULL && (entry = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *key = g_build_filename (name, entry, NULL);

      if (!drop_ins)
        add (self, HN_MENTION_REQUIRES, entry, unit);
      else if (g_str_has_suffix (entry, ".conf"))
        read_once (self, path, entry, key, unit);
    }
}

static gboolean
is_unit_file (const char *name)
{
  static const char *const kinds[] = { "service", "socket", "target", "mount", "automount", "path",
                                       "timer",   "slice",  "scope",  "swap",  "device",    NULL };
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot != name && g_strv_contains (kinds, dot + 1);
}

/* Without a line that says otherwise a socket starts the service of its name, or instances of it.
 */
static void
add_own_service (HnMentions *self, const char *unit)
{
  if (!g_str_has_suffix (unit, ".socket"))
    return;
  add (self, HN_MENTION_REQUIRES, "%p.service", unit);
  add (self, HN_MENTION_REQUIRES, "%p@*.service", unit);
}

HnMentions *
hn_mentions_read (const char *const *folders)
{
  HnMentions *self = g_new0 (HnMentions, 1);

  self->mentions = g_ptr_array_new_with_free_func (mention_free);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; folders != NULL && *folders != NULL; folders++)
    {
      g_autoptr (GDir) folder = g_dir_open (*folders, 0, NULL);
      const char *name;

      while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
        if (g_str_has_suffix (name, ".d") || g_str_has_suffix (name, ".requires"))
          read_folder (self, *folders, name);
        else if (is_unit_file (name) && read_once (self, *folders, name, name, name))
          add_own_service (self, name);
    }

  return self;
}

void
hn_mentions_free (HnMentions *self)
{
  g_ptr_array_unref (self->mentions);
  g_hash_table_unref (self->files);
  g_free (self);
}

/* Adds the unit whose file is called @unit: all those that a folder "web-.service.d" is for. */
static void
push_units (const HnMentions *self, const char *unit, GHashTable *units)
{
  const char *dot = strrchr (unit, '.');
  const char *name;
  GHashTableIter iter;

  if (dot == NULL)
    return;
  if (is_template (unit))
    {
      g_hash_table_add (units,
                        g_strdup_printf ("%.*s" SOME_INSTANCE "%s", (int) (dot - unit), unit, dot));
      return;
    }
  if (dot > unit && dot[-1] != '-')
    {
      g_hash_table_add (units, g_strdup (unit));
      return;
    }

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, NULL))
    if (strncmp (name, unit, (gsize) (dot - unit)) == 0 && is_unit_file (name) &&
        g_str_has_suffix (name, dot) && name[dot - unit] != '.')
      push_units (self, name, units);
}

GStrv
hn_mentions_find (const HnMentions *self, HnMentionKind kind, const char *name)
{
  g_autoptr (GHashTable) units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *found = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer unit;

  for (guint i = 0; i < self->mentions->len; i++)
    {
      const Mention *mention = self->mentions->pdata[i];

      if (mention->kind == kind && g_pattern_match_simple (mention->name, name))
        push_units (self, mention->unit, units);
    }

  g_hash_table_iter_init (&iter, units);
  while (g_hash_table_iter_next (&iter, &unit, NULL))
    if (strcmp (unit, name) != 0)
      g_ptr_array_add (found, g_strdup (unit));
  hn_words_sort (found);
  g_ptr_array_add (found, NULL);

  return (GStrv) g_ptr_array_free (found, FALSE);
}
