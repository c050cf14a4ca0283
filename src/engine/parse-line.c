/* The keys that systemd knows, and who reads the line of each: the type of a directive's values, or
 * parse-unit-key.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/parse-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/parse-unit-key.h"
#include "engine/ignored/validate.h"
#include "engine/types/type.h"

/* No key of systemd is longer. */
#define LONGEST_KEY 64

/* Beyond as many warnings nobody is asked what was meant. */
#define MOST_HINTS 100

/* What systemd knows of a key in one section. */
typedef struct
{
  HnSection section;
  const char *name;
  guint since;
  guint until;
  HnValueKindId kind;
  HnDirectiveId directive;
} KnownKey;

static KnownKey known_keys[] = {
#define KNOWN_KEY(section, name, since, until, kind) \
  { HN_SECTION_##section, name, since, until, HN_VALUE_##kind, HN_DIRECTIVE_NONE },
#include "engine/catalogue/known-keys-table.h"
#undef KNOWN_KEY
};

static GHashTable *
get_keys (HnSection section)
{
  static GHashTable *tables[HN_N_SECTIONS];
  static KnownKey directives[HN_N_DIRECTIVES];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < HN_N_SECTIONS; i++)
        tables[i] = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < G_N_ELEMENTS (known_keys); i++)
        {
          KnownKey *key = &known_keys[i];

          /* Older names of directives. */
          if (key->section == HN_SECTION_SERVICE)
            key->directive = hn_directive_find (key->name);
          g_hash_table_insert (tables[key->section], (gpointer) key->name, key);
        }
      for (guint i = 0; i < HN_N_DIRECTIVES; i++)
        {
          const HnDirective *row = hn_directive_get (i);

          directives[i] = (KnownKey){ HN_SECTION_SERVICE,           row->name, row->since, 0,
                                      hn_validator_find_kind (row), i };
          g_hash_table_insert (tables[HN_SECTION_SERVICE], (gpointer) row->name, &directives[i]);
        }
      g_once_init_leave (&made, 1);
    }

  return tables[section];
}

/* How many letters have to be written, left out, changed or swapped to make @a into @b; @limit + 1
 * for all that is more. The case does not count. */
static guint
distance (const char *a, const char *b, guint limit)
{
  guint rows[3][LONGEST_KEY + 1];
  const gsize n = strlen (a), m = strlen (b);

  if (n > LONGEST_KEY || m > LONGEST_KEY || (n > m ? n - m : m - n) > limit)
    return limit + 1;

  for (gsize j = 0; j <= m; j++)
    rows[0][j] = (guint) j;
  for (gsize i = 1; i <= n; i++)
    {
      guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];

      row[0] = (guint) i;
      for (gsize j = 1; j <= m; j++)
        {
          gboolean same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]);

          row[j] = MIN (MIN (row[j - 1], above[j]) + 1, above[j - 1] + !same);
          if (i > 1 && j > 1 && g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 2]) &&
              g_ascii_tolower (a[i - 2]) == g_ascii_tolower (b[j - 1]))
            row[j] = MIN (row[j], above2[j - 2] + 1);
        }
    }

  return MIN (rows[n % 3][m], limit + 1);
}

/* The key that was meant, where it is misspelt; NULL when nothing is close enough. */
static const char *
find_meant (const HnSettings *self, const HnLine *line)
{
  const guint limit = strlen (line->key) > 6 ? 2 : 1;
  const char *best = NULL;
  guint least = limit + 1;
  GHashTableIter iter;
  gpointer name, value;

  /* So many bad lines are no misspelling. */
  if (self->warnings.all->len > MOST_HINTS)
    return NULL;

  g_hash_table_iter_init (&iter, get_keys (line->section));
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const KnownKey *key = value;
      guint far = distance (line->key, name, limit);

      if (key->since > self->context.version ||
          (key->until != 0 && self->context.version >= key->until) || far > least ||
          (far == least && (best == NULL || strcmp (name, best) > 0)))
        continue;
      least = far;
      best = name;
    }

  return best;
}

/* A key that this systemd does not read in this section. */
static void
warn_unknown (HnSettings *self, const HnLine *line, const KnownKey *key)
{
  const char *meant;

  if (key != NULL && key->since > self->context.version)
    {
      /* Translators: the numbers are systemd versions */
      hn_line_warn (line, _ ("needs systemd %u; systemd %u ignores the line"), key->since,
                    self->context.version);
      return;
    }
  if (key != NULL)
    {
      hn_line_warn (line, _ ("systemd %u no longer knows this setting and ignores the line"),
                    self->context.version);
      return;
    }

  for (guint i = 0; i < HN_N_SECTIONS; i++)
    if (g_hash_table_contains (get_keys (i), line->key))
      {
        /* Translators: the %s are names of sections in a unit file, without their brackets */
        hn_line_warn (line, _ ("belongs in [%s], not in [%s]; systemd ignores the line"),
                      hn_section_get_name (i), hn_section_get_name (line->section));
        return;
      }

  meant = find_meant (self, line);
  if (meant != NULL)
    hn_line_warn (line,
                  /* Translators: %s is the right name of a setting that is misspelt */
                  _ ("systemd does not know this setting and ignores the line; did you mean %s=?"),
                  meant);
  else
    hn_line_warn (line, _ ("systemd does not know this setting and ignores the line"));
}

/* Returns FALSE where systemd stops reading the file. */
static gboolean
parse_directive (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  HnLineResult result = row->type->parse (row, &self->values[directive], line);

  if (result & HN_LINE_TAKEN)
    self->origin[directive] =
        (HnOrigin){ .kind = HN_ORIGIN_FILE, .file = line->file, .line = line->line };

  return !(result & HN_LINE_STOPS);
}

gboolean
hn_parse_line (HnSettings *settings, const HnLine *line)
{
  const KnownKey *key = g_hash_table_lookup (get_keys (line->section), line->key);
  HnLine taken = *line;
  g_autofree char *value = NULL; /* owns what @taken has, where that is not as written */

  if (key == NULL && g_str_has_prefix (line->key, "X-"))
    return TRUE;

  if (key == NULL || key->since > settings->context.version ||
      (key->until != 0 && settings->context.version >= key->until))
    {
      warn_unknown (settings, line, key);
      return TRUE;
    }

  if (key->directive != HN_DIRECTIVE_NONE)
    taken.row = hn_directive_get (key->directive);
  if (!hn_validator_read_line (&taken, key->kind, &value))
    return FALSE;
  if (taken.value == NULL)
    return TRUE;
  if (key->directive != HN_DIRECTIVE_NONE && !parse_directive (settings, &taken, key->directive))
    return FALSE;

  return hn_parse_unit_key (settings, &taken);
}
