/* Reads a recipe line by line: a section in brackets, or a key, "=", and what is said of it. In the
 * sections about needs the parts behind "=" stand between "|".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/advice/recipe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/values.h"
#include "engine/validate.h"

G_DEFINE_QUARK (hn_recipe_error_quark, hn_recipe_error)

typedef enum
{
  SECTION_RECIPE,
  SECTION_NEEDS,
  SECTION_RARE,
  SECTION_COPES,
  SECTION_WORKS,
  N_SECTIONS
} Section;

static const char *const sections[N_SECTIONS] = {
  [SECTION_RECIPE] = "Recipe", [SECTION_NEEDS] = "Needs", [SECTION_RARE] = "Seldom Needs",
  [SECTION_COPES] = "Copes",   [SECTION_WORKS] = "Works",
};

static const char *const resources[HN_N_RESOURCES] = {
  [HN_RESOURCE_CAPABILITY] = "capability", [HN_RESOURCE_FAMILY] = "family",
  [HN_RESOURCE_NAMESPACE] = "namespace",   [HN_RESOURCE_NETWORK] = "network",
  [HN_RESOURCE_CALLS] = "calls",           [HN_RESOURCE_READS] = "reads",
  [HN_RESOURCE_WRITES] = "writes",         [HN_RESOURCE_DEVICE] = "device",
  [HN_RESOURCE_DIRECTIVE] = "directive",
};

static const char *const proofs[] = {
  [HN_PROOF_URL] = "url",
  [HN_PROOF_PORT] = "port",
  [HN_PROOF_COMMAND] = "command",
};

typedef struct
{
  HnRecipe *recipe;
  guint line;
  Section section; /* N_SECTIONS before the first */
} Reader;

static void
need_free (gpointer data)
{
  HnRecipeNeed *need = data;

  g_free (need->what);
  g_free (need->value);
  g_free (need->reason);
  g_free (need->source);
  g_free (need->distribution);
  g_free (need->versions);
  g_free (need);
}

static void
proof_free (gpointer data)
{
  HnProof *proof = data;

  g_free (proof->text);
  g_free (proof);
}

void
hn_recipe_free (HnRecipe *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self->name);
  g_free (self->title);
  g_strfreev (self->units);
  g_strfreev (self->execs);
  g_strfreev (self->tried);
  g_free (self->passes_on);
  g_ptr_array_unref (self->needs);
  g_ptr_array_unref (self->proofs);
  g_free (self);
}

G_GNUC_PRINTF (3, 4)
static gboolean
wrong (const Reader *reader, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, HN_RECIPE_ERROR, HN_RECIPE_ERROR_WRONG, "%s:%u: %s", reader->recipe->path,
               reader->line, message);

  return FALSE;
}

static guint
find_word (const char *const *words, guint n_words, const char *word)
{
  guint i;

  for (i = 0; i < n_words && strcmp (words[i], word) != 0; i++)
    ;

  return i;
}

/* (transfer full): what stands between white space */
static GStrv
split_words (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \t", -1);
  GPtrArray *words = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  g_ptr_array_add (words, NULL);

  return (GStrv) g_ptr_array_free (words, FALSE);
}

static gboolean
read_section (Reader *reader, const char *text, GError **error)
{
  gsize length = strlen (text);
  g_autofree char *name = NULL;

  if (length < 2 || text[length - 1] != ']')
    return wrong (reader, error, _ ("The name of a section ends with “]”"));
  name = g_strndup (text + 1, length - 2);
  reader->section = find_word (sections, N_SECTIONS, name);
  if (reader->section == N_SECTIONS)
    return wrong (reader, error, _ ("There is no section “%s”"), name);

  return TRUE;
}

static gboolean
read_header (Reader *reader, const char *key, const char *value, GError **error)
{
  HnRecipe *recipe = reader->recipe;
  const struct
  {
    const char *key;
    char **text;
    GStrv *words;
  } keys[] = {
    { "Title", &recipe->title, NULL },        { "Units", NULL, &recipe->units },
    { "Programs", NULL, &recipe->execs },     { "Tried", NULL, &recipe->tried },
    { "PassesOn", &recipe->passes_on, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (strcmp (keys[i].key, key) != 0)
        continue;
      if ((keys[i].text != NULL ? (void *) *keys[i].text : (void *) *keys[i].words) != NULL)
        return wrong (reader, error, _ ("“%s” is said twice"), key);
      if (keys[i].text != NULL)
        *keys[i].text = g_strdup (value);
      else
        *keys[i].words = split_words (value);
      return TRUE;
    }

  return wrong (reader, error, _ ("There is no key “%s” in this section"), key);
}

static guint64
find_bit (HnResource resource, const char *word)
{
  if (resource == HN_RESOURCE_CAPABILITY)
    return g_str_has_prefix (word, "CAP_") ? hn_capability_from_name (word) : 0;
  if (resource == HN_RESOURCE_FAMILY)
    return hn_family_from_name (word);

  return hn_namespace_from_name (word);
}

/* Takes what stands behind the kind. */
static gboolean
read_what (const Reader *reader, HnRecipeNeed *need, GError **error)
{
  g_auto (GStrv) words = split_words (need->what);

  if (words[0] == NULL)
    return wrong (reader, error, _ ("Nothing stands behind “%s”"), resources[need->resource]);

  switch (need->resource)
    {
    case HN_RESOURCE_CAPABILITY:
    case HN_RESOURCE_FAMILY:
    case HN_RESOURCE_NAMESPACE:
      for (guint i = 0; words[i] != NULL; i++)
        {
          guint64 bit = find_bit (need->resource, words[i]);

          if (bit == 0)
            return wrong (reader, error, _ ("“%s” is no %s"), words[i], resources[need->resource]);
          need->bits |= bit;
        }
      return TRUE;
    case HN_RESOURCE_NETWORK:
      return strcmp (need->what, "serves") == 0 || strcmp (need->what, "reaches") == 0 ||
             wrong (reader, error, _ ("The network is something that a service serves or reaches"));
    case HN_RESOURCE_CALLS:
      for (guint i = 0; words[i] != NULL; i++)
        {
          int found = words[i][0] == '@' ? hn_syscall_group_find (words[i], HN_NEWEST_KNOWN_VERSION)
                                         : hn_syscall_find (words[i]);

          if (found == -1)
            return wrong (reader, error, _ ("“%s” is no system call and no group of them"),
                          words[i]);
          if (words[i][0] == '@')
            need->groups |= 1u << found;
          else if (found >= 0)
            hn_syscall_set_add (&need->calls, (guint) found);
        }
      return TRUE;
    case HN_RESOURCE_READS:
    case HN_RESOURCE_WRITES:
    case HN_RESOURCE_DEVICE:
      if (need->what[0] != '/')
        return wrong (reader, error, _ ("“%s” is no absolute path"), need->what);
      return TRUE;
    case HN_RESOURCE_DIRECTIVE:
    case HN_N_RESOURCES:
    default:
      need->directive = hn_directive_find (words[0]);
      if (need->directive == HN_DIRECTIVE_NONE)
        return wrong (reader, error, _ ("“%s” is no directive"), words[0]);
      if (words[1] == NULL)
        return TRUE;
      if (words[2] != NULL)
        return wrong (reader, error, _ ("A directive has one value at most"));
      need->value = g_strdup (words[1]);
      return hn_validate_value (need->directive, need->value, 0, NULL, NULL) ||
             wrong (reader, error, _ ("“%s” is no value of %s"), words[1], words[0]);
    }
}

/* "2.4-", "-3.1", "2.4-3.1" */
static gboolean
is_range (const char *text)
{
  const char *dash = strchr (text, '-');

  return dash != NULL && strlen (text) > 1 && strchr (dash + 1, '-') == NULL &&
         strspn (text, "0123456789.-") == strlen (text);
}

/* REASON | SOURCE | DISTRIBUTION | VERSIONS, the last two of which may be left out. */
static gboolean
read_parts (const Reader *reader, HnRecipeNeed *need, const char *text, GError **error)
{
  static const char *const sources[] = { "tried", "documentation", "unit" };
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  guint n = g_strv_length (parts);

  for (guint i = 0; i < n; i++)
    g_strstrip (parts[i]);
  if (n < 2 || n > 4)
    return wrong (reader, error,
                  _ ("A reason and its source belong here, with “|” between, and perhaps a "
                     "distribution and versions"));
  if (*parts[0] == '\0')
    return wrong (reader, error, _ ("The reason is missing"));
  if (find_word (sources, G_N_ELEMENTS (sources), parts[1]) == G_N_ELEMENTS (sources))
    return wrong (reader, error, _ ("The source is “tried”, “documentation” or “unit”, not “%s”"),
                  parts[1]);
  if (n > 3 && !is_range (parts[3]))
    return wrong (reader, error, _ ("“%s” is no range of versions, such as 2.4-3.1"), parts[3]);

  need->reason = g_strdup (parts[0]);
  need->source = g_strdup (parts[1]);
  if (n > 2 && *parts[2] != '\0' && strcmp (parts[2], "any") != 0)
    need->distribution = g_strdup (parts[2]);
  if (n > 3)
    need->versions = g_strdup (parts[3]);

  return TRUE;
}

static gboolean
read_need (const Reader *reader, const char *key, const char *value, GError **error)
{
  HnRecipeNeed *need = g_new0 (HnRecipeNeed, 1);
  gsize kind = strcspn (key, " \t");
  g_autofree char *word = g_strndup (key, kind);

  g_ptr_array_add (reader->recipe->needs, need);
  need->line = reader->line;
  need->directive = HN_DIRECTIVE_NONE;
  need->weight = reader->section == SECTION_NEEDS  ? HN_WEIGHT_NEEDED
                 : reader->section == SECTION_RARE ? HN_WEIGHT_RARE
                                                   : HN_WEIGHT_COPES;
  need->resource = find_word (resources, HN_N_RESOURCES, word);
  if (need->resource == HN_N_RESOURCES)
    return wrong (reader, error, _ ("“%s” is nothing that a service could need"), word);
  need->what = g_strstrip (g_strdup (key + kind));

  return read_what (reader, need, error) && read_parts (reader, need, value, error);
}

static gboolean
read_proof (const Reader *reader, const char *key, const char *value, GError **error)
{
  guint kind = find_word (proofs, G_N_ELEMENTS (proofs), key);
  HnProof *proof;
  guint64 port;

  if (kind == G_N_ELEMENTS (proofs))
    return wrong (reader, error, _ ("There is no key “%s” in this section"), key);
  if (kind == HN_PROOF_URL && !g_str_has_prefix (value, "http://") &&
      !g_str_has_prefix (value, "https://"))
    return wrong (reader, error, _ ("“%s” is no address of a page"), value);
  if (kind == HN_PROOF_PORT)
    {
      g_auto (GStrv) words = g_strsplit (value, " ", 2);

      if (!g_ascii_string_to_unsigned (words[0], 10, 1, 65535, &port, NULL))
        return wrong (reader, error, _ ("“%s” is no port"), words[0]);
    }

  proof = g_new0 (HnProof, 1);
  proof->kind = kind;
  proof->text = g_strdup (value);
  g_ptr_array_add (reader->recipe->proofs, proof);

  return TRUE;
}

static gboolean
read_line (Reader *reader, char *text, GError **error)
{
  char *equals;
  const char *value;

  g_strstrip (text);
  if (*text == '\0' || *text == '#' || *text == ';')
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL))
    return wrong (reader, error, _ ("The line is not UTF-8"));
  if (*text == '[')
    return read_section (reader, text, error);
  if (reader->section == N_SECTIONS)
    return wrong (reader, error, _ ("A section in brackets has to come first"));
  equals = strchr (text, '=');
  if (equals == NULL)
    return wrong (reader, error, _ ("“=” is missing"));

  *equals = '\0';
  g_strchomp (text);
  value = g_strchug (equals + 1);
  if (*text == '\0' || *value == '\0')
    return wrong (reader, error, _ ("Something has to stand on both sides of “=”"));

  switch (reader->section)
    {
    case SECTION_RECIPE:
      return read_header (reader, text, value, error);
    case SECTION_WORKS:
      return read_proof (reader, text, value, error);
    case SECTION_NEEDS:
    case SECTION_RARE:
    case SECTION_COPES:
    case N_SECTIONS:
    default:
      return read_need (reader, text, value, error);
    }
}

HnRecipe *
hn_recipe_parse (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (HnRecipe) self = g_new0 (HnRecipe, 1);
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = NULL;
  Reader reader = { .recipe = self, .line = 1, .section = N_SECTIONS };

  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  if (g_str_has_suffix (self->name, ".ini"))
    self->name[strlen (self->name) - strlen (".ini")] = '\0';
  self->needs = g_ptr_array_new_with_free_func (need_free);
  self->proofs = g_ptr_array_new_with_free_func (proof_free);

  lines = g_strsplit (copy, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      reader.line = i + 1;
      if (!read_line (&reader, lines[i], error))
        return NULL;
    }
  if (strlen (copy) < length)
    {
      wrong (&reader, error, _ ("A byte of value 0 ends the text"));
      return NULL;
    }
  if (self->title == NULL || self->units == NULL || self->units[0] == NULL)
    {
      wrong (&reader, error, _ ("“Title=” and “Units=” are missing in [Recipe]"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* 3 where one of @patterns is @name, 2 where one matches it. */
static guint
match (GStrv patterns, const char *name)
{
  guint best = 0;

  for (guint i = 0; patterns[i] != NULL; i++)
    if (strcmp (patterns[i], name) == 0)
      return 3;
    else if (g_pattern_match_simple (patterns[i], name))
      best = 2;

  return best;
}

const HnRecipe *
hn_recipe_find (GPtrArray *recipes,
                const char *unit,
                const char *const *aliases,
                const char *program)
{
  const HnRecipe *found = NULL;
  guint best = 0;

  for (guint i = 0; i < recipes->len; i++)
    {
      const HnRecipe *recipe = recipes->pdata[i];
      guint rank = match (recipe->units, unit);

      for (guint a = 0; aliases != NULL && aliases[a] != NULL; a++)
        rank = MAX (rank, match (recipe->units, aliases[a]));
      if (rank == 0 && program != NULL && recipe->execs != NULL &&
          match (recipe->execs, program) > 0)
        rank = 1;
      if (rank > best)
        {
          best = rank;
          found = recipe;
        }
    }

  return found;
}

gboolean
hn_recipe_need_holds (const HnRecipeNeed *need, const char *const *distributions)
{
  return need->distribution == NULL || distributions == NULL ||
         g_strv_contains (distributions, need->distribution);
}

gboolean
hn_recipe_is_tried (const HnRecipe *self, const char *const *distributions)
{
  return self->tried != NULL && distributions != NULL && distributions[0] != NULL &&
         g_strv_contains ((const char *const *) self->tried, distributions[0]);
}
