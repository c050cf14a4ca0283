/* What is known of one service: uses in a table, to a file's text and back, and into an answer on
 * the bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/observed.h"

#include <string.h>

#include "protocol/observer1.h"

#define OWNER "Owner\t"
#define HEAD "# Evidence of Hardnut's observer: what a service was seen to use.\n"

static const char *const kinds[] = {
  HN_USE_CALL,        HN_USE_FAMILY,   HN_USE_CAPABILITY, HN_USE_NAMESPACE, HN_USE_CODE,
  HN_USE_PERSONALITY, HN_USE_REALTIME, HN_USE_SUID,       HN_USE_PRCTL,     HN_USE_KEY,
  HN_USE_ABI,         HN_USE_GAIN,     HN_USE_ADDRESS,    HN_USE_READ,      HN_USE_WRITE,
  HN_USE_CHANGE,      HN_USE_EXEC,     HN_USE_LOOK,       HN_USE_PEER,      HN_USE_SHARE,
  HN_USE_GROUP,
};

static void
use_free (gpointer data)
{
  HnObservedUse *self = data;

  g_free (self->value);
  g_free (self->path);
  g_free (self->program);
  g_free (self);
}

HnObserved *
hn_observed_new (const char *programs)
{
  HnObserved *self = g_new0 (HnObserved, 1);

  self->programs = g_strdup (programs);
  self->uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, use_free);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
hn_observed_free (HnObserved *self)
{
  if (self == NULL)
    return;

  g_free (self->programs);
  g_hash_table_unref (self->uses);
  g_hash_table_unref (self->folders);
  g_free (self);
}

/* What tells uses apart, and what those in a folder have in common. */
static char *
dup_key (const HnObservedUse *use, const char *path)
{
  return g_strdup_printf ("%s\n%u\n%s\n%s", use->kind, use->error, use->value, path);
}

static gboolean
is_number (const char *word)
{
  return word[0] != '\0' && strspn (word, "0123456789") == strlen (word);
}

/* In one form: without "." and "..", and with one name for all processes. */
static char *
dup_plain_path (const char *path, gboolean own)
{
  /* POSIX lets two slashes at the beginning mean something else; Linux does not. */
  g_autofree char *plain =
      g_canonicalize_filename (path[0] == '/' && path[1] == '/' ? path + 1 : path, "/");
  g_auto (GStrv) words = g_strsplit (plain, "/", -1);

  if (g_strv_length (words) > 2 && strcmp (words[1], "proc") == 0 &&
      (is_number (words[2]) || strcmp (words[2], "self") == 0))
    {
      own |= strcmp (words[2], "self") == 0;
      g_free (words[2]);
      words[2] = g_strdup (own ? "self" : "PID");
      if (words[3] != NULL && strcmp (words[3], "task") == 0 && words[4] != NULL)
        {
          g_free (words[4]);
          words[4] = g_strdup ("TID");
        }
    }

  return g_strjoinv ("/", words);
}

/* The entry that stands for @path: itself, or its folder where that has many. */
static char *
dup_entry (HnObserved *self, const HnObservedUse *use, const char *path)
{
  g_autofree char *own = dup_key (use, path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *key = dup_key (use, folder);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->folders, key));

  if (g_hash_table_contains (self->uses, own))
    return g_strdup (path);
  if (known >= HN_OBSERVED_MAX_ENTRIES)
    return g_build_filename (folder, "*", NULL);
  /* Beyond that nothing is kept, so that folders need not be counted either. */
  if (g_hash_table_size (self->uses) < HN_OBSERVED_MAX_USES)
    g_hash_table_insert (self->folders, g_steal_pointer (&key), GUINT_TO_POINTER (known + 1));

  return g_strdup (path);
}

void
hn_observed_add (HnObserved *self, const HnObservedUse *use)
{
  gboolean has_path = use->path[0] != '\0';
  g_autofree char *plain =
      has_path ? dup_plain_path (use->path, strcmp (use->value, HN_USE_OWN) == 0) : g_strdup ("");
  g_autofree char *path = has_path ? dup_entry (self, use, plain) : g_strdup ("");
  g_autofree char *key = dup_key (use, path);
  HnObservedUse *known = g_hash_table_lookup (self->uses, key);

  if (known == NULL)
    {
      if (g_hash_table_size (self->uses) >= HN_OBSERVED_MAX_USES)
        {
          self->lost += MAX (use->count, 1);
          return;
        }
      known = g_new0 (HnObservedUse, 1);
      known->kind = use->kind;
      known->error = use->error;
      known->value = g_strdup (use->value);
      known->path = g_steal_pointer (&path);
      g_hash_table_insert (self->uses, g_steal_pointer (&key), known);
    }
  known->count += use->count;
  if (use->last >= known->last)
    {
      known->last = use->last;
      g_free (known->program);
      known->program = g_strdup (use->program);
    }
}

/* Files. */

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (element-type HnObservedUse) (transfer container): in an order of their own, whatever the table's
 */
static GPtrArray *
list_uses (const HnObserved *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->uses);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (list, key);
  g_ptr_array_sort (list, compare_keys);
  for (guint i = 0; i < list->len; i++)
    list->pdata[i] = g_hash_table_lookup (self->uses, list->pdata[i]);

  return list;
}

char *
hn_observed_to_text (const HnObserved *self, gboolean open)
{
  g_autoptr (GPtrArray) uses = list_uses (self);
  GString *text = g_string_new (HEAD);

  g_string_append_printf (text,
                          "Version\t%u\n" OWNER "%u\nPrograms\t%s\nOpen\t%d\nCut\t%d\nBlind\t%d\n",
                          (guint) HN_EVIDENCE_FORMAT, self->owner, self->programs, open, self->cut,
                          self->blind);
  g_string_append_printf (text,
                          "Since\t%" G_GUINT64_FORMAT "\nUntil\t%" G_GUINT64_FORMAT
                          "\nWatched\t%" G_GUINT64_FORMAT
                          "\nStarts\t%u\nLastStart\t%" G_GUINT64_FORMAT "\nLost\t%" G_GUINT64_FORMAT
                          "\n",
                          self->since, self->until, self->watched, self->starts, self->last_start,
                          self->lost);
  for (guint i = 0; i < uses->len; i++)
    {
      const HnObservedUse *use = uses->pdata[i];
      g_autofree char *program = g_strescape (use->program, NULL);
      g_autofree char *path = g_strescape (use->path, NULL);

      g_string_append_printf (text,
                              "Use\t%s\t%u\t%s\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT
                              "\t%s\t%s\n",
                              use->kind, use->error, use->value, use->count, use->last, program,
                              path);
    }

  return g_string_free (text, FALSE);
}

static gboolean
read_use (HnObserved *self, char **words)
{
  HnObservedUse use = { 0 };
  g_autofree char *program = NULL;
  g_autofree char *path = NULL;

  if (g_strv_length (words) != 8)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i], words[1]) == 0)
      use.kind = kinds[i];
  if (use.kind == NULL)
    return FALSE;
  use.error = (guint32) g_ascii_strtoull (words[2], NULL, 10);
  use.value = words[3];
  use.count = g_ascii_strtoull (words[4], NULL, 10);
  use.last = g_ascii_strtoull (words[5], NULL, 10);
  use.program = program = g_strcompress (words[6]);
  use.path = path = g_strcompress (words[7]);
  hn_observed_add (self, &use);

  return TRUE;
}

static gboolean
read_line (HnObserved *self, char **words, gboolean *is_ours)
{
  guint64 number = words[0] != NULL && words[1] != NULL ? g_ascii_strtoull (words[1], NULL, 10) : 0;

  if (words[0] == NULL || words[0][0] == '#')
    return TRUE;
  if (words[1] == NULL)
    return FALSE;
  if (strcmp (words[0], "Version") == 0)
    *is_ours = number == HN_EVIDENCE_FORMAT;
  else if (strcmp (words[0], "Programs") == 0)
    {
      g_free (self->programs);
      self->programs = g_strdup (words[1]);
    }
  else if (strcmp (words[0], "Owner") == 0)
    self->owner = (guint32) number;
  else if (strcmp (words[0], "Open") == 0 || strcmp (words[0], "Cut") == 0)
    self->cut |= number != 0;
  else if (strcmp (words[0], "Blind") == 0)
    self->blind = number != 0;
  else if (strcmp (words[0], "Since") == 0)
    self->since = number;
  else if (strcmp (words[0], "Until") == 0)
    self->until = number;
  else if (strcmp (words[0], "Watched") == 0)
    self->watched = number;
  else if (strcmp (words[0], "Starts") == 0)
    self->starts = (guint32) number;
  else if (strcmp (words[0], "LastStart") == 0)
    self->last_start = number;
  else if (strcmp (words[0], "Lost") == 0)
    self->lost = number;
  else
    return strcmp (words[0], "Use") == 0 && read_use (self, words);

  return TRUE;
}

HnObserved *
hn_observed_new_from_text (const char *text)
{
  g_autoptr (HnObserved) self = hn_observed_new ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean is_ours = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], "\t", -1);

      if (!read_line (self, words, &is_ours))
        return NULL;
    }

  return is_ours ? g_steal_pointer (&self) : NULL;
}

guint32
hn_observed_find_owner (const char *text)
{
  const char *line = strstr (text, "\n" OWNER);

  return line != NULL ? (guint32) g_ascii_strtoull (line + strlen ("\n" OWNER), NULL, 10) : 0;
}

/* The bus. */

/* Names of files may hold anything, a message only UTF-8, and of that no noncharacters, which
 * sd-bus refuses: one such name would make all evidence of a service unreadable. */
static char *
dup_utf8 (const char *text)
{
  char *valid = g_utf8_make_valid (text, -1);

  for (char *p = valid, *next; *p != '\0'; p = next)
    {
      const gunichar c = g_utf8_get_char (p);

      next = g_utf8_next_char (p);
      if ((c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe)
        memset (p, '?', (gsize) (next - p));
    }

  return valid;
}

int
hn_observed_append_uses (const HnObserved *self, sd_bus_message *message)
{
  g_autoptr (GPtrArray) uses = list_uses (self);
  int r = sd_bus_message_open_container (message, 'v', "a" HN_EVIDENCE_USE_TYPE);

  if (r >= 0)
    r = sd_bus_message_open_container (message, 'a', HN_EVIDENCE_USE_TYPE);
  for (guint i = 0; i < uses->len && r >= 0; i++)
    {
      const HnObservedUse *use = uses->pdata[i];
      g_autofree char *program = dup_utf8 (use->program);
      g_autofree char *path = dup_utf8 (use->path);

      r = sd_bus_message_append (message, HN_EVIDENCE_USE_TYPE, use->kind, use->error, use->value,
                                 MAX (use->count, 1), use->last, program, path);
    }
  if (r >= 0)
    r = sd_bus_message_close_container (message);
  if (r >= 0)
    r = sd_bus_message_close_container (message);

  return r;
}
