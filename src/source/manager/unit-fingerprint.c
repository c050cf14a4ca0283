/* What makes two looks at a unit differ.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/unit-fingerprint.h"

#include <string.h>

#include "engine/settings.h"

/* FNV-1a, eight bytes at a time where there are as many: a change must show, nobody attacks. */
static guint64
mix (guint64 hash, const void *data, gsize size)
{
  const guint8 *bytes = data;
  const guint64 prime = G_GUINT64_CONSTANT (0x100000001b3);

  for (; size >= sizeof (guint64); bytes += sizeof (guint64), size -= sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, bytes, sizeof word);
      hash = (hash ^ word) * prime;
      hash ^= hash >> 29;
    }
  for (; size > 0; bytes++, size--)
    hash = (hash ^ *bytes) * prime;

  return hash;
}

static guint64
mix_text (guint64 hash, const char *text)
{
  return text != NULL ? mix (hash, text, strlen (text) + 1) : mix (hash, "\1", 2);
}

#define SEED G_GUINT64_CONSTANT (0xcbf29ce484222325)

guint64
hn_fingerprint_state (const char *load_state, const char *active_state, const char *sub_state)
{
  return mix_text (mix_text (mix_text (SEED, load_state), active_state), sub_state) | 1;
}

HnFingerprint
hn_unit_get_fingerprint (const HnUnit *unit)
{
  const HnSettings *settings = unit->settings;
  HnFingerprint print = { 0 };
  guint64 hash;

  print.state = hn_fingerprint_state (unit->load_state, unit->active_state, unit->sub_state);

  hash = mix_text (SEED, unit->fragment_path);
  for (guint i = 0; unit->drop_ins[i] != NULL; i++)
    hash = mix_text (hash, unit->drop_ins[i]);
  print.paths = hash | 1;

  if (settings == NULL)
    return print;

  hash = mix_text (SEED, settings->type);
  hash = mix (hash, &settings->default_dependencies, sizeof settings->default_dependencies);
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      const HnSetting *value = &settings->values[i];
      const guint64 rest[] = { (guint64) value->on, (guint64) (gsize) value->word, value->bits,
                               (guint64) value->exists << 1 | (guint64) value->allow };

      hash = mix (hash, rest, sizeof rest);
      if (value->filter != NULL)
        hash = mix (hash, &value->filter->calls, sizeof value->filter->calls);
      if (value->text != NULL)
        hash = mix_text (mix (hash, &i, sizeof i), value->text);
    }
  print.settings = hash | 1;

  return print;
}
