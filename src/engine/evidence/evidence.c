/* What the observer has seen of a service, as a list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/evidence/evidence.h"

static void
use_free (gpointer data)
{
  HnUse *self = data;

  g_free (self->kind);
  g_free (self->value);
  g_free (self->program);
  g_free (self->path);
  g_free (self);
}

HnEvidence *
hn_evidence_new (void)
{
  HnEvidence *self = g_new0 (HnEvidence, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->uses = g_ptr_array_new_with_free_func (use_free);

  return self;
}

HnEvidence *
hn_evidence_ref (HnEvidence *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hn_evidence_unref (HnEvidence *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->unsaved);
  g_free (self->blind_calls);
  g_free (self->blind_capabilities);
  g_ptr_array_unref (self->uses);
  g_free (self);
}

HnEvidence *
hn_evidence_dup_empty (const HnEvidence *self)
{
  HnEvidence *copy = hn_evidence_new ();
  GPtrArray *uses = copy->uses;

  *copy = *self;
  g_atomic_ref_count_init (&copy->ref_count);
  copy->uses = uses;
  copy->unsaved = g_strdup (self->unsaved);
  copy->blind_calls = g_strdup (self->blind_calls);
  copy->blind_capabilities = g_strdup (self->blind_capabilities);

  return copy;
}

void
hn_evidence_add (HnEvidence *self, const HnUse *use)
{
  HnUse *copy = g_new0 (HnUse, 1);

  *copy = *use;
  copy->kind = g_strdup (use->kind);
  copy->value = g_strdup (use->value);
  copy->program = g_strdup (use->program);
  copy->path = g_strdup (use->path);
  g_ptr_array_add (self->uses, copy);
}
