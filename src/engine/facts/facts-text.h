/* The facts of a service in words, as the window and the command line show them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"

G_BEGIN_DECLS

/* One fact: what it is about, and what holds. */
typedef struct
{
  const char *title; /* translated; static */
  char *text;
} HnFactsLine;

void hn_facts_line_free (HnFactsLine *self);

/**
 * hn_service_facts_list_lines:
 * @started: (nullable): facts->started as a person reads it
 *
 * Returns: (transfer full) (element-type HnFactsLine): in the order to show them
 */
GPtrArray *hn_service_facts_list_lines (const HnServiceFacts *facts, const char *started);

/** hn_capabilities_dup_text: (transfer full): "none", "all", "all but CAP_BPF", or their names */
char *hn_capabilities_dup_text (guint64 set);

G_END_DECLS
