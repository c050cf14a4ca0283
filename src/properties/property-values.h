/* Reads single values of a service from the bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include "properties/unit-record.h"

G_BEGIN_DECLS

typedef struct _HnProperty HnProperty;

/* Reads the content of one variant, already entered. Negative errno on failure. */
typedef int (*HnPropertyFunc) (HnUnit *unit, const HnProperty *row, sd_bus_message *message);

/* How a property of a manager is read. */
struct _HnProperty
{
  const char *name;
  const char *signature; /* the type that it must have; NULL: whatever comes */
  HnPropertyFunc read;   /* NULL: by the kind of its directive */
  int directive;
  gsize offset; /* of a text or a number in HnUnit */
};

/* Helpers for all that read values. */

/* Notes whether @directive has another value than nobody gave it. */
void hn_value_mark (HnSettings *settings, int directive, gboolean set);

/* @text: (transfer full) (nullable) */
void hn_value_take_text (HnSettings *settings, int directive, char *text);
void hn_value_set_word (HnSettings *settings, int directive, const char *word);

typedef void (*HnWordFunc) (HnSettings *settings, const char *word, GString *text);

/* An HnWordFunc that collects the words in @text. */
void hn_value_keep_word (HnSettings *settings, const char *word, GString *text);

/* Walks an array of strings; @text (nullable) is for the words that @func keeps. */
int hn_value_read_words (
    HnSettings *settings, sd_bus_message *message, HnWordFunc func, GString *text, guint *n_words);

/* Walks "(bas)". @exists: whether there is a list at all. */
int hn_value_read_allow_or_deny_list (HnSettings *settings,
                                      sd_bus_message *message,
                                      HnWordFunc func,
                                      GString *text,
                                      gint8 *allow,
                                      gint8 *exists);

/* HnPropertyFunc of one property, or of a few alike. */

int hn_value_read_unit_text (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_unit_number (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_drop_ins (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_need_reload (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_joined (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int
hn_value_read_default_dependencies (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_type (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_mask (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_umask (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_families (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_filter (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_architectures (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_addresses (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_pairs (HnUnit *unit, const HnProperty *row, sd_bus_message *message);
int hn_value_read_finer_word (HnUnit *unit, const HnProperty *row, sd_bus_message *message);

G_END_DECLS
