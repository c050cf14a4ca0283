/* A unit as a plain record.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/unit-record.h"

#include <sys/sysinfo.h>
#include <unistd.h>

HnUnit *
hn_unit_new (const char *name)
{
  HnUnit *self = g_new0 (HnUnit, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->description = g_strdup ("");
  self->load_state = g_strdup ("");
  self->active_state = g_strdup ("");
  self->sub_state = g_strdup ("");
  self->drop_ins = g_new0 (char *, 1);

  return self;
}

void
hn_unit_set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

void
hn_unit_set_states (HnUnit *self,
                    const char *description,
                    const char *load_state,
                    const char *active_state,
                    const char *sub_state)
{
  hn_unit_set_text (&self->description, description);
  hn_unit_set_text (&self->load_state, load_state);
  hn_unit_set_text (&self->active_state, active_state);
  hn_unit_set_text (&self->sub_state, sub_state);
}

HnUnit *
hn_unit_ref (HnUnit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hn_unit_unref (HnUnit *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->name);
  g_free (self->description);
  g_free (self->load_state);
  g_free (self->active_state);
  g_free (self->sub_state);
  g_free (self->unit_file_state);
  g_free (self->fragment_path);
  g_strfreev (self->drop_ins);
  hn_settings_free (self->settings);
  g_free (self);
}

HnUsage
hn_unit_get_usage (const HnUnit *self)
{
  HnUsage usage = { 0 };
  struct sysinfo machine;

  if (self != NULL)
    {
      usage.memory = self->memory;
      usage.tasks = self->tasks;
    }
  if (sysinfo (&machine) == 0)
    hn_limits_fill_machine (&usage, (guint64) machine.totalram * machine.mem_unit,
                            (guint) MAX (sysconf (_SC_NPROCESSORS_CONF), 0));

  return usage;
}
